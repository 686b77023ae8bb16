/** Shells that completion scripts exist for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

export function parseShell(text: string): Shell {
  const found = shells.find((shell) => shell === text);
  if (found === undefined)
    throw new SyntaxError(`"${text}" is not a shell that tsmove knows; it knows ${shells.join(', ')}`);
  return found;
}
