import type { GitopsOwner } from '../plan/gitops.ts';

/** Argo CD's own namespace, unless somebody has chosen another one. */
const argoNamespace = 'argocd';

/**
 * Command lines that keep a GitOps tool from applying, by its own program and by kubectl; each is enough.
 *
 * With kubectl the field manager matters for Flux: what kubectl has set under its own name, the Kustomization above takes
 * away again.
 */
export function suspendCommands({ kind, name = 'NAME', namespace }: GitopsOwner): readonly string[] {
  switch (kind) {
    case 'Kustomization':
    case 'HelmRelease': {
      const place = namespace ?? 'NAMESPACE';
      const [word, resource] =
        kind === 'Kustomization'
          ? ['kustomization', 'kustomizations.kustomize.toolkit.fluxcd.io']
          : ['helmrelease', 'helmreleases.helm.toolkit.fluxcd.io'];
      return [
        `flux suspend ${word} ${name} -n ${place}`,
        `kubectl patch ${resource} ${name} -n ${place} --field-manager=flux-client-side-apply --type merge -p '{"spec":{"suspend":true}}'`,
      ];
    }
    case 'Application': {
      const place = namespace ?? argoNamespace;
      return [
        `argocd app set ${namespace === undefined ? name : `${namespace}/${name}`} --sync-policy none`,
        `kubectl patch applications.argoproj.io ${name} -n ${place} --type merge -p '{"spec":{"syncPolicy":{"automated":null}}}'`,
      ];
    }
  }
}
