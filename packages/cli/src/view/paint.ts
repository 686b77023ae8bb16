import { styleText } from 'node:util';
import type { Environment, Output } from '../context.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Paint knows how to colour a text, or that it must not. */
export type Paint = (style: Style, text: string) => string;

/** Decides once for a stream: `--no-color`, then NO_COLOR, FORCE_COLOR, TERM=dumb, and at last whether it is a terminal. */
export function paintFor(output: Output, env: Environment, noColor: boolean): Paint {
  if (!wantsColour(output, env, noColor)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

function wantsColour(output: Output, env: Environment, noColor: boolean): boolean {
  if (noColor || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return env['TERM'] !== 'dumb' && output.isTTY === true;
}
