import { formatKubectlName, type MoveEvent, type ObjectRef, type PivotEvent } from '@tsmove/move-core';
import { printable } from '../printable.ts';

/** Something that is waited for. */
export interface Wait {
  /** Of two waits with the same key the later one takes the place of the earlier. */
  readonly key: string;
  /** `machine.cluster.x-k8s.io/m1: block-move is set`. */
  readonly text: string;
  readonly since: number;
}

/** The waits after an event of a move. Those of a phase end with it. */
export function waitsAfter(waits: readonly Wait[], event: MoveEvent, now: number): readonly Wait[] {
  switch (event.type) {
    case 'object-blocked':
      return put(waits, `object ${keyOf(event.ref)}`, `${formatKubectlName(event.ref)}: ${event.because}`, now);
    case 'object-unblocked':
      return waits.filter(({ key }) => key !== `object ${keyOf(event.ref)}`);
    case 'still-waiting': {
      const others = event.count === 1 ? '' : ` (and ${(event.count - 1).toString()} more)`;
      return put(waits, 'acknowledgements', `${formatKubectlName(event.ref)}: ${event.because}${others}`, now);
    }
    case 'waiting-for-lease':
      return put(waits, 'lease', `${event.holder}: it may still be at work`, now);
    case 'phase-started':
    case 'phase-finished':
    case 'finished':
      return [];
    default:
      return waits.length === 0 ? waits : waits.filter((wait) => !isOver(wait, event));
  }
}

/** Whatever happens shows that the Lease is ours; and what happens to an object, that it is not waited for any more. */
function isOver({ key }: Wait, event: MoveEvent): boolean {
  return key === 'lease' || ('ref' in event && key === `object ${keyOf(event.ref)}`);
}

/** The same for the events of a pivot. */
export function waitsAfterPivot(waits: readonly Wait[], event: PivotEvent, now: number): readonly Wait[] {
  switch (event.type) {
    case 'still-waiting': {
      const others = event.count === 1 ? '' : ` (and ${(event.count - 1).toString()} more)`;
      return put(waits, 'pivot', `${event.what}: ${formatKubectlName(event.ref)}${others}`, now);
    }
    case 'waiting-for-holder':
      return put(waits, 'pivot', `${event.holder}: it may still be at work`, now);
    case 'step-started':
    case 'step-finished':
    case 'step-undone':
    case 'finished':
      return [];
    default:
      return waits;
  }
}

function keyOf({ group, kind, namespace, name }: ObjectRef): string {
  return `${group} ${kind} ${namespace ?? ''} ${name}`;
}

/** Who has waited stays where it is, with the time since which it waits. */
function put(waits: readonly Wait[], key: string, text: string, now: number): readonly Wait[] {
  const before = waits.find((wait) => wait.key === key);
  const wait = { key, text: printable(text), since: before?.since ?? now };
  return before === undefined ? [...waits, wait] : waits.map((one) => (one === before ? wait : one));
}
