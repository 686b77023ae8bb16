import type { Plan } from '../plan/types.ts';

/** The move groups of a plan, one line each, as drawn: `ClusterClass/cc (copy), Cluster/c`. */
export function groupsOf(plan: Plan): readonly string[] {
  return plan.groups.map((uids) =>
    uids.map((uid) => `${uid}${fateOf(plan, uid) === 'copy' ? ' (copy)' : ''}`).join(', '),
  );
}

/** `move`, `copy` or `behind`; undefined if the plan does not mention the object. */
export function fateOf(plan: Plan, uid: string): 'move' | 'copy' | 'behind' | 'collected' | undefined {
  const planned = plan.objects.find((object) => object.uid === uid);
  if (planned !== undefined) return planned.fate;
  const behind = plan.leftBehind.find((object) => object.uid === uid);
  return behind === undefined ? undefined : behind.collected ? 'collected' : 'behind';
}

/** Why an object is copied or left behind. */
export function becauseOf(plan: Plan, uid: string): string | undefined {
  return [...plan.objects, ...plan.leftBehind].find((object) => object.uid === uid)?.because;
}

/** Diagnostics as lines: `error left-behind Secret fleet/s: nothing that moves owns it`. */
export function findingsOf(plan: Plan): readonly string[] {
  return plan.diagnostics.map(({ severity, code, ref, message }) => {
    const place =
      ref === undefined ? '' : ` ${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
    return `${severity} ${code}${place}: ${message}`;
  });
}
