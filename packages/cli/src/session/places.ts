import type { PlaceFlags } from './command-line.ts';
import type { KnownMove } from './known-moves.ts';

/**
 * Flags for a command about a move that was found: those that were given, words to be replaced for the kubeconfigs
 * that were not, and where its journal is.
 */
export function placesOf(given: PlaceFlags, { journal }: KnownMove): PlaceFlags {
  const { kubeconfig, kubeconfigContext, toKubeconfig, toKubeconfigContext, journalDir } = given;
  const hasSource = kubeconfig !== undefined || kubeconfigContext !== undefined;
  const hasTarget = toKubeconfig !== undefined || toKubeconfigContext !== undefined;
  return {
    // A target alone means that the source is the default one.
    kubeconfig: hasSource || hasTarget ? kubeconfig : 'SOURCE.yaml',
    kubeconfigContext,
    toKubeconfig: hasTarget ? toKubeconfig : 'TARGET.yaml',
    toKubeconfigContext,
    journal,
    journalDir,
  };
}

/** True if a command has words that are to be replaced. */
export function hasPlaceholders({ kubeconfig, toKubeconfig }: PlaceFlags): boolean {
  return kubeconfig === 'SOURCE.yaml' || toKubeconfig === 'TARGET.yaml';
}
