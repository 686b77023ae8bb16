import type { KubeObject } from '../model/kube-object.ts';

/** What applies an object as a repository says, and so would create it again in the source. */
export interface GitopsOwner {
  readonly tool: 'Flux' | 'Argo CD';
  readonly kind: 'Kustomization' | 'HelmRelease' | 'Application';
  /** Absent where its marks do not tell. */
  readonly name?: string;
  readonly namespace?: string;
}

/** Labels and annotations that Flux puts on what it applies: `<prefix>/name` and `<prefix>/namespace`. */
const flux = [
  { kind: 'Kustomization', prefix: 'kustomize.toolkit.fluxcd.io' },
  { kind: 'HelmRelease', prefix: 'helm.toolkit.fluxcd.io' },
].map(({ kind, prefix }) => ({ kind, nameKey: `${prefix}/name`, namespaceKey: `${prefix}/namespace` })) as readonly {
  readonly kind: 'Kustomization' | 'HelmRelease';
  readonly nameKey: string;
  readonly namespaceKey: string;
}[];

const argoTracking = 'argocd.argoproj.io/tracking-id';
const argoInstance = 'argocd.argoproj.io/instance';

/** Argo CD's default label; half of all Helm charts set it too, so it says something only beside an Argo annotation. */
const commonInstance = 'app.kubernetes.io/instance';

/** What applies the object by GitOps, as the marks on it say; undefined: nothing that is known. */
export function gitopsOf({ metadata }: KubeObject): GitopsOwner | undefined {
  const { labels = {}, annotations = {} } = metadata;
  for (const { kind, nameKey, namespaceKey } of flux) {
    const name = labels[nameKey] ?? annotations[nameKey];
    if (name === undefined) continue;
    const namespace = labels[namespaceKey] ?? annotations[namespaceKey];
    return { tool: 'Flux', kind, ...(isName(name) ? { name } : {}), ...(isName(namespace) ? { namespace } : {}) };
  }
  // `<application>:<group>/<kind>:<namespace>/<name>`
  const tracking = annotations[argoTracking];
  if (tracking !== undefined) return application(tracking.split(':')[0]);
  if (argoInstance in labels) return application(labels[argoInstance]);
  const hasArgoAnnotation = Object.keys(annotations).some((key) => key.startsWith('argocd.argoproj.io/'));
  return commonInstance in labels && hasArgoAnnotation ? application(labels[commonInstance]) : undefined;
}

/** Outside of Argo CD's own namespace an Application is called `<namespace>_<name>`. */
function application(instance = ''): GitopsOwner {
  const parts = instance.split('_');
  const [namespace, name] = parts.length === 2 ? parts : [undefined, instance];
  return {
    tool: 'Argo CD',
    kind: 'Application',
    ...(isName(name) ? { name } : {}),
    ...(isName(namespace) ? { namespace } : {}),
  };
}

/** Only what can be a name is taken for one: it ends up in command lines that people copy. */
function isName(text: string | undefined): text is string {
  return text !== undefined && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text);
}
