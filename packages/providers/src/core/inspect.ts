import { refOf, type Diagnostic, type KubeObject } from '@tsmove/move-core/provider';
import { conditionOf } from '../object/conditions.ts';
import { textAt, valueAt } from '../object/fields.ts';
import { groupOf, isKind } from '../object/group.ts';
import { pausedAnnotation } from '../object/pause.ts';
import { groups } from './kinds.ts';

/** What a move writes beside its own pause (contract 2.2), so that nobody takes that for the user's. */
const pausedByMove = 'tsmove.dev/paused-by';

/** Reasons not to start that Cluster API's own kinds give: what is not settled yet (D6), what is paused (D7, D8). */
export function inspect(object: KubeObject): Iterable<Diagnostic> {
  const isOurs = groupOf(object) === groups.cluster || object.metadata.annotations?.[pausedByMove] !== undefined;
  return isOurs ? reasonsAgainst(object) : [];
}

function* reasonsAgainst(object: KubeObject): Iterable<Diagnostic> {
  const { annotations = {} } = object.metadata;
  const moveId = annotations[pausedByMove];
  if (moveId !== undefined) yield heldByMove(object, moveId);
  if (isKind(object, groups.cluster, 'Cluster')) {
    yield* provisioning(object);
    if (moveId === undefined && (valueAt(object.spec, 'paused') === true || pausedAnnotation in annotations)) {
      yield paused(object, 'cluster-paused');
    }
  }
  if (isKind(object, groups.cluster, 'ClusterClass') && moveId === undefined && pausedAnnotation in annotations) {
    yield paused(object, 'clusterclass-paused');
  }
  if (isKind(object, groups.cluster, 'Machine') && textAt(object.status, 'nodeRef', 'name') === undefined) {
    yield {
      code: 'machine-without-node',
      severity: 'error',
      ref: refOf(object),
      message: 'it has no Node yet, so its infrastructure may still be in the making',
      remedy: 'Wait until the Machine has its Node, or delete the Machine.',
    };
  }
}

/** The first thing that is missing, as the others follow from it. v1beta1 has other fields than v1beta2. */
function* provisioning(cluster: KubeObject): Iterable<Diagnostic> {
  const { spec, status } = cluster;
  const initialization = valueAt(status, 'initialization');
  const infrastructureReady =
    valueAt(initialization, 'infrastructureProvisioned') ?? valueAt(status, 'infrastructureReady');
  const controlPlaneReady = valueAt(initialization, 'controlPlaneInitialized') ?? valueAt(status, 'controlPlaneReady');
  if (infrastructureReady !== true) {
    yield {
      code: 'cluster-not-provisioned',
      severity: 'error',
      ref: refOf(cluster),
      message: 'its infrastructure is still being provisioned',
      remedy: 'Wait until status.initialization.infrastructureProvisioned is true.',
    };
  } else if (
    conditionOf(cluster, 'ControlPlaneInitialized')?.status !== 'True' ||
    (hasControlPlane(spec) && controlPlaneReady !== true)
  ) {
    yield {
      code: 'control-plane-not-initialized',
      severity: 'error',
      ref: refOf(cluster),
      message: 'its control plane is not initialized yet',
      remedy: 'Wait until the condition ControlPlaneInitialized is True.',
    };
  }
}

function hasControlPlane(spec: KubeObject['spec']): boolean {
  return ['kind', 'name', 'apiGroup', 'apiVersion'].some((key) => textAt(spec, 'controlPlaneRef', key) !== undefined);
}

function paused(object: KubeObject, code: string): Diagnostic {
  return {
    code,
    severity: 'error',
    ref: refOf(object),
    message: 'it is paused already, so its controllers may have left something unfinished',
    remedy: 'Unpause it, or pass --allow-paused to move it as it is: it stays paused in the target.',
  };
}

function heldByMove(object: KubeObject, moveId: string): Diagnostic {
  return {
    code: 'held-by-move',
    severity: 'error',
    ref: refOf(object),
    message: `the move ${moveId} has paused it; that move is still under way, or has stopped half way`,
    remedy: 'Finish that move, or undo what it has done, before you start another.',
  };
}
