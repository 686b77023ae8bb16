import { createHash } from 'node:crypto';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf, type ObjectRef } from '../../model/object-ref.ts';

/** What lists the files of a directory that tsmove has written. To clusterctl it is a YAML file without a document. */
export const listName = 'tsmove-directory.yaml';

/**
 * File names as clusterctl has them: `Machine_fleet_m1.yaml`, `ClusterRole__view.yaml`. It leaves out the API group, so
 * that of two kinds of one name the later one replaces the earlier (F1.3); where that would happen, both get their
 * group: `Machine.a.example.com_fleet_m1.yaml`. clusterctl reads files whatever they are called.
 */
export function fileNames(objects: readonly KubeObject[]): readonly string[] {
  const plain = objects.map((object) => nameOf(refOf(object), false));
  const count = new Map<string, number>();
  for (const name of plain) count.set(folded(name), (count.get(folded(name)) ?? 0) + 1);
  return objects.map((object, at) => {
    const name = plain[at] ?? '';
    return shortened((count.get(folded(name)) ?? 0) > 1 ? nameOf(refOf(object), true) : name);
  });
}

/** File systems take names of at most so many bytes; names of Kubernetes alone may have 253. */
const longestName = 255;

/** The beginning of a name that no file can have, and what tells it from others that begin like it. */
function shortened(name: string): string {
  if (name.length <= longestName) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${name.slice(0, longestName - 32)}~${digest}.yaml`;
}

/** Some file systems do not tell upper from lower case. */
function folded(name: string): string {
  return name.toLowerCase();
}

function nameOf({ group, kind, namespace = '', name }: ObjectRef, withGroup: boolean): string {
  const parts = [`${kind}${withGroup && group !== '' ? `.${group}` : ''}`, namespace, name];
  // Whatever a server answers: a file is in its directory, and a terminal that lists it does nothing else.
  return `${parts.map((part) => part.replaceAll(/[^-.:A-Za-z0-9]/g, hexOf)).join('_')}.yaml`;
}

function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
