/** `toKubeconfig` -> `to-kubeconfig`. */
export function kebabCase(flag: string): string {
  return flag.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** The flag as it is written on the command line: `--to-kubeconfig`, and `-v` for the one with a single letter. */
export function flagName(flag: string): string {
  return flag.length === 1 ? `-${flag}` : `--${kebabCase(flag)}`;
}

/** The environment variable of a flag: `TSMOVE_TO_KUBECONFIG`. */
export function variableName(flag: string): string {
  return `TSMOVE_${kebabCase(flag).replaceAll('-', '_').toUpperCase()}`;
}

/** Single letters for flags, for every command that has the flag. */
export const shortNames = { n: 'namespace', o: 'output', v: 'v', y: 'yes' } as const;
