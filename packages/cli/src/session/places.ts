import { archivePath } from './archive-place.ts';
import type { PlaceFlags } from './command-line.ts';
import type { KnownMove } from './known-moves.ts';
import { printable } from '../view/printable.ts';

const sourcePlaceholder = 'SOURCE.yaml';
const targetPlaceholder = 'TARGET.yaml';

/**
 * Flags for a command about a move that was found: those that were given, words to be replaced for the kubeconfigs
 * that were not, and where its journal is.
 */
export function placesOf(given: PlaceFlags, { journal, summary }: KnownMove): PlaceFlags {
  const { kubeconfig, kubeconfigContext, toKubeconfig, toKubeconfigContext, journalDir } = given;
  const hasSource = kubeconfig !== undefined || kubeconfigContext !== undefined;
  const hasTarget = toKubeconfig !== undefined || toKubeconfigContext !== undefined;
  const [from, to] = [archivePath(summary?.source.url), archivePath(summary?.target.url)];
  return {
    ...(from === undefined && to === undefined ? {} : { archive: from ?? to, isExport: to !== undefined }),
    // A target alone means that the source is the default one.
    kubeconfig: hasSource || hasTarget || from !== undefined ? kubeconfig : sourcePlaceholder,
    kubeconfigContext,
    toKubeconfig: hasTarget || to !== undefined ? toKubeconfig : targetPlaceholder,
    toKubeconfigContext,
    journal,
    journalDir,
  };
}

/** What the words to be replaced stand for; empty if there are none. */
export function placeholderWords({ kubeconfig, toKubeconfig }: PlaceFlags, { summary }: KnownMove): readonly string[] {
  const of = (url: string | undefined, side: string): string => `a kubeconfig of ${printable(url ?? `the ${side}`)}`;
  return [
    ...(kubeconfig === sourcePlaceholder ? [`${sourcePlaceholder} is ${of(summary?.source.url, 'source')}`] : []),
    ...(toKubeconfig === targetPlaceholder ? [`${targetPlaceholder} is ${of(summary?.target.url, 'target')}`] : []),
  ];
}
