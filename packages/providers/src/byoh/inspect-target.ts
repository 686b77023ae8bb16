import { formatRef, refOf, type Diagnostic, type KubeObject, type ObjectIndex } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { isKind } from '../object/group.ts';
import { freeHostsFor, hostOf, missingLinks, strangeness } from './hosts.ts';
import { clusterNameLabel, kinds } from './kinds.ts';
import { installerTemplatesOf } from './references.ts';

type InspectTarget = (object: KubeObject, source: ObjectIndex, target: ObjectIndex) => Iterable<Diagnostic>;

/** What the target gives: whether each ByoMachine finds the very host there that it has in the source. */
export function createInspectTarget(mode: 'strict' | 'report', copyInstallerTemplates: boolean): InspectTarget {
  const judged =
    mode === 'strict' ? ({ severity: 'error', passable: false } as const) : ({ severity: 'warning' } as const);

  return function* inspectTarget(object, source, target) {
    if (!copyInstallerTemplates) yield* installersMissing(object, source, target);
    if (!isKind(object, kinds.machine.group, kinds.machine.kind)) return;
    const original = hostOf(object, source);
    const because = original === undefined ? [] : unverified(object, original, target);
    if (original !== undefined && because.length > 0) {
      yield {
        code: 'byoh-host-unverified',
        ...judged,
        ref: refOf(object),
        message: `its host ${formatRef(refOf(original))} cannot be verified in the target: ${because.join(', ')}`,
        remedy:
          mode === 'strict'
            ? 'Register the host in the target and link it there, or pass --byoh-hosts report: the Cluster then stays paused in the target until that is done.'
            : 'Register the host in the target and link it there before you resume the Cluster.',
      };
    }
    const [free] = hostOf(object, target) === undefined ? freeHostsFor(object, target) : [];
    if (free !== undefined) {
      yield {
        code: 'byoh-free-host',
        ...judged,
        ref: refOf(object),
        message: `it has no host in the target, so it would take ${formatRef(refOf(free))}, which is free, and bootstrap it`,
        remedy: 'Link its own host first, or take the free hosts out of the target.',
      };
    }
  };
}

/**
 * Why a Cluster must stay paused in the target: once released, every ByoMachine that finds no host of its own takes
 * another one. Asked of the target alone, right before it would be released.
 */
export function keepHeld(object: KubeObject, target: ObjectIndex): string | undefined {
  if (!isKind(object, groups.cluster, 'Cluster')) return undefined;
  const { namespace, name } = object.metadata;
  for (const machine of target.ofKind(kinds.machine.group, kinds.machine.kind)) {
    const { metadata } = machine;
    if (metadata.namespace !== namespace || metadata.labels?.[clusterNameLabel] !== name) continue;
    const host = hostOf(machine, target);
    if (host === undefined) return `${formatRef(refOf(machine))} has no host there yet`;
    const [phrase] = missingLinks(host, machine);
    if (phrase !== undefined) return `${formatRef(refOf(host))}, the host of ${metadata.name}, ${phrase}`;
  }
  return undefined;
}

/** What speaks against taking the target's host of the same name for the one that the machine has, as phrases. */
function unverified(machine: KubeObject, original: KubeObject, target: ObjectIndex): readonly string[] {
  const { namespace, name } = original.metadata;
  const host = target.find(kinds.host.group, kinds.host.kind, namespace, name);
  if (host === undefined) return ['it is not registered there'];
  return [...strangeness(host, original), ...missingLinks(host, machine)].map((phrase) => `it ${phrase}`);
}

function* installersMissing(object: KubeObject, source: ObjectIndex, target: ObjectIndex): Iterable<Diagnostic> {
  for (const template of installerTemplatesOf(object)) {
    const place = [template.group, template.kind, template.namespace, template.name] as const;
    // One that is missing in the source already was told without the target.
    if (source.find(...place) === undefined || target.find(...place) !== undefined) continue;
    yield {
      code: 'byoh-installer-missing',
      severity: 'warning',
      ref: refOf(object),
      message: `it names ${formatRef(template)}, which stays in the source and is not in the target: no further machine can be installed without it`,
      remedy: 'Create it in the target, or pass --byoh-copy-installer-templates.',
    };
  }
}
