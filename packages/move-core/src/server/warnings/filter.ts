import type { ApiWarning } from '../types.ts';

/** Which API warnings are kept from the user; the values of `--hide-api-warnings`. */
export type HideApiWarnings = 'default' | 'all' | 'none';

// What every move of Cluster API objects provokes and nobody who moves can change: finalizers of Cluster API that are
// no domain names, and kinds or versions that are deprecated: the survey before a move reads every kind there is.
const usual: readonly RegExp[] = [
  /^metadata\.finalizers:.*cluster\.x-k8s\.io.*prefer a domain-qualified finalizer name/,
  /\bis deprecated; use /,
  /^(?:[\w.-]+\/)?v\d\w* \w+ is deprecated\b/,
];

/** True if a warning with this text is kept from the user. */
export function isHiddenWarning(hide: HideApiWarnings, text: string): boolean {
  return hide === 'all' || (hide === 'default' && usual.some((pattern) => pattern.test(text)));
}

/** Passes on each warning once, unless it is hidden. */
export function warningFilter(
  server: string,
  hide: HideApiWarnings,
  onWarning: (warning: ApiWarning) => void,
): (text: string) => void {
  const seen = new Set<string>();
  return (text) => {
    if (seen.has(text)) return;
    seen.add(text);
    if (!isHiddenWarning(hide, text)) onWarning({ server, text });
  };
}
