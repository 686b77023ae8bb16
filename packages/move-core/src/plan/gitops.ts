import type { KubeObject } from '../model/kube-object.ts';

/** Labels and annotations that Flux puts on what it applies. */
const flux = ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'];

const argoTracking = 'argocd.argoproj.io/tracking-id';
const argoInstance = 'argocd.argoproj.io/instance';

/** Argo CD's default label; half of all Helm charts set it too, so it says something only beside an Argo annotation. */
const commonInstance = 'app.kubernetes.io/instance';

/** Who keeps the object as a repository says, and so would create it again in the source; undefined: nobody known. */
export function gitopsManager({ metadata }: KubeObject): 'Flux' | 'Argo CD' | undefined {
  const { labels = {}, annotations = {} } = metadata;
  if (flux.some((key) => key in labels || key in annotations)) return 'Flux';
  if (argoTracking in annotations || argoInstance in labels) return 'Argo CD';
  const hasArgoAnnotation = Object.keys(annotations).some((key) => key.startsWith('argocd.argoproj.io/'));
  return commonInstance in labels && hasArgoAnnotation ? 'Argo CD' : undefined;
}
