import { refOf, type Diagnostic, type KubeObject } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { isKind } from '../object/group.ts';
import { elsewhere } from '../object/elsewhere.ts';
import { pausedAnnotation } from '../object/pause.ts';
import { referencesOf } from './references.ts';

/** What Kubernetes allows all annotations of an object to be, in bytes. */
const annotationLimit = 256 * 1024;

/** A chart that cannot be held must not move; one that can be is not as still as others. */
export function inspect(object: KubeObject): Iterable<Diagnostic> {
  const isChart = isKind(object, groups.addons, 'HelmChartProxy');
  return isChart || isKind(object, groups.addons, 'HelmReleaseProxy') ? inspectProxy(object, isChart) : [];
}

function* inspectProxy(object: KubeObject, isChart: boolean): Iterable<Diagnostic> {
  if (!hasRoomForPause(object)) {
    yield {
      code: 'helm-not-holdable',
      severity: 'error',
      passable: false,
      ref: refOf(object),
      message: `its annotations have no room for ${pausedAnnotation}, and deleting it unpaused would uninstall what it has installed`,
      remedy: 'Remove annotations that nobody needs.',
    };
  }
  if (isChart) {
    yield {
      code: 'helm-not-still',
      severity: 'warning',
      ref: refOf(object),
      message:
        'its controller acts on every change of a Cluster that it selects, paused or not, and may install the chart a second time while its releases are on their way',
      remedy: 'Scale caaph-controller-manager to 0 on both sides until the move is done.',
    };
  }
  yield* elsewhere(object, referencesOf(object));
}

function hasRoomForPause({ metadata: { annotations = {} } }: KubeObject): boolean {
  if (pausedAnnotation in annotations) return true;
  const texts = [...Object.entries(annotations).flat(), pausedAnnotation];
  return texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0) <= annotationLimit;
}
