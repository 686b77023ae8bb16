import { readFileSync } from 'node:fs';
import { getAsset, isSea } from 'node:sea';

/** Files of this package that the program reads when it runs; a program of one file carries them inside. */
export const packageFiles: readonly ['package.json', 'shell/tsmove.bash', 'shell/tsmove.fish', 'shell/tsmove.zsh'] = [
  'package.json',
  'shell/tsmove.bash',
  'shell/tsmove.fish',
  'shell/tsmove.zsh',
];

/** The text of one of them. */
export function readPackageFile(path: (typeof packageFiles)[number]): string {
  return isSea() ? getAsset(path, 'utf8') : readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}
