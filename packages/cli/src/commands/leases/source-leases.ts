import type { ApiServer, ConfigMapKey, Diagnostic } from '@tsmove/move-core';
import { copyLeases, expireLeases, parseLeases, type Lease } from '@tsmove/providers';
import type { PivotFlags } from '../../flags/pivot.ts';
import type { Session } from '../../session/session.ts';
import { nowSeconds } from './now.ts';
import { readLeasesInPod } from './read-leases.ts';

/**
 * Leases live in the pod of the source's dnsmasq alone, and go with it when it is scaled down. So that an undo can bring
 * them back they are kept in a ConfigMap of the source, under the name that the target's has: there an init container
 * finds them that does in the source what docs/leases.md makes it do in the target.
 */
export interface SourceLeases {
  readonly session: Session<PivotFlags>;
  readonly source: ApiServer;
  /** In the namespace of the source's dnsmasq. */
  readonly place: ConfigMapKey;
  /** The pivot's change. */
  readonly id: string;
}

/** Keeps what dnsmasq has now; its pod is about to go. */
export async function keepLeases({ session, source, place, id }: SourceLeases): Promise<void> {
  const { text } = await readLeasesInPod(session, source, place.namespace);
  await session.library.changeText(source, place, id, () => text);
}

/** Adds what dnsmasq of the target has given out since, if it has run, to what is kept for the source. */
export async function addLeasesOfTarget(
  { session, source, place, id }: SourceLeases,
  target: ApiServer,
  namespace: string,
): Promise<void> {
  const { library, context } = session;
  const kept = await library.readChange(source, place, id);
  if (kept === undefined) return;
  const file = await readLeasesInPod(session, target, namespace).catch(() => undefined);
  if (file === undefined) return;
  await copyLeases(
    { read: () => Promise.resolve(file) },
    { change: (_copy, change) => library.changeText(source, place, id, () => change(kept)) },
    { id, now: nowSeconds(context), prefer: 'source', skipInvalid: true, extras: true },
  );
}

/** Looks whether dnsmasq has found what was kept for it. If so, it is kept no longer; if not, it stays, and is told of. */
export async function returnLeases({ session, source, place, id }: SourceLeases): Promise<readonly Diagnostic[]> {
  const { library, context } = session;
  const kept = await library.readChange(source, place, id);
  if (kept === undefined) return [];
  const file = await readLeasesInPod(session, source, place.namespace).catch(() => undefined);
  const has = new Set(parseLeases(file?.text ?? '').leases.map(nameOf));
  const wanted = expireLeases(parseLeases(kept).leases, { now: nowSeconds(context) }).kept;
  const lost = wanted.filter((lease) => !has.has(nameOf(lease)));
  if (lost.length === 0) {
    await library.undoText(source, { type: 'changed', place, id });
    return [];
  }
  const where = `ConfigMap ${place.namespace}/${place.name}, ${place.key}`;
  return [
    {
      code: 'leases-not-returned',
      severity: 'warning',
      message: `dnsmasq of the source was started anew and does not know ${lost.length.toString()} leases that it had given out; they are kept in ${where}`,
      remedy:
        'Add the init container of docs/leases.md to its pod, or stop dnsmasq, put them into its file and start it. Then delete the ConfigMap.',
    },
  ];
}

function nameOf({ ip, hwaddr, clientId }: Lease): string {
  return [ip, hwaddr, clientId].join(' ');
}
