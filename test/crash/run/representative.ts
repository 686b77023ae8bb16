import type { CrashPoint } from '../mortal/mortal.ts';
import type { CrashCase, Recovery } from './crash-case.ts';

/** `before x` or `after x`. */
function point(words: string): CrashPoint {
  const [when, name] = words.split(' ');
  if ((when !== 'before' && when !== 'after') || name === undefined) throw new TypeError(`not a point: ${words}`);
  return { when, name };
}

const move: readonly (readonly [string, Recovery])[] = [
  ['after journal/begun', 'resume'],
  ['after lock/source/Lease/post:preflight', 'recover'],
  ['before hold/source/ClusterClass/blue/patch', 'rollback'],
  ['after hold/source/Cluster/b/patch', 'recover'],
  ['after hold/source/Cluster/a/patch', 'resume'],
  ['after create/target/Namespace/(namespace)/post', 'rollback'],
  ['after create/target/GlobalIdentity/*-identity/post', 'recover'],
  ['after create/target/Cluster/a/post', 'resume'],
  ['before create/target/Machine/a-0/put-status', 'rollback'],
  ['after create/target/Secret/a-0/post', 'recover'],
  ['after verify/target/Lease/put:seal+committed', 'resume'],
  ['after verify/target/Lease/put:seal+committed', 'rollback'],
  ['after verify/target/Lease/put:seal+committed', 'recover'],
  ['before seal/target/Namespace/(namespace)/patch', 'recover'],
  ['after seal/target/Cluster/b/patch', 'resume'],
  ['after retire/source/DockerMachine/a-1/patch', 'recover'],
  ['after retire/source/Secret/a-w/delete', 'resume'],
  ['after retire/source/Machine/a-1/delete', 'rollback'],
  ['before retire/source/ClusterClass/blue/delete', 'recover'],
  ['before release/target/Lease/put:release+committed+releasing', 'rollback'],
  ['after release/target/Cluster/a/patch', 'resume'],
  ['after release/target/Cluster/a/patch', 'rollback'],
  ['after release/target/Lease/delete', 'resume'],
];

const rollback: readonly (readonly [from: string, at: string])[] = [
  ['after create/target/Machine/a-1/post', 'after undo/target/Cluster/b/patch'],
  ['before journal/committing', 'before undo/target/Namespace/(namespace)/delete'],
  ['after retire/source/Machine/a-1/delete', 'after return/source/Machine/a-1/post'],
  ['after retire/source/Machine/a-1/delete', 'after undo/target/DockerMachine/a-0/delete'],
];

/** A few cases of all that there are, at least one for each phase, each way to go on and each turning point. */
export const representative: readonly CrashCase[] = [
  ...move.map(([at, how]): CrashCase => ({ point: point(at), how })),
  ...rollback.map(([from, at]): CrashCase => ({ rollbackFrom: point(from), point: point(at), how: 'rollback' })),
];
