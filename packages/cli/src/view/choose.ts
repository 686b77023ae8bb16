import type { CliContext } from '../context.ts';
import type { TellingFlags } from '../flags/output.ts';
import { jsonLinesView } from './json-lines.ts';
import { outcomeView } from './outcome.ts';
import { paintFor } from './paint.ts';
import { plainView } from './plain.ts';
import { quietView } from './quiet.ts';
import { ttyView } from './tty.ts';
import { allViews, type View } from './view.ts';
import { yamlView } from './yaml.ts';

/** The view that tells people on stderr what is going on: redrawn on a terminal, plain lines elsewhere and in CI. */
export function tellingView(context: CliContext, flags: TellingFlags): View {
  const { stderr, env } = context.process;
  const paint = paintFor(stderr, env, flags.noColor === true);
  const level = flags.v ?? 0;
  if (flags.quiet === true) return quietView(stderr, paint, level);
  const redraw = stderr.isTTY === true && !inCi(context) && env['TERM'] !== 'dumb';
  if (redraw) {
    const { clock, signals } = context;
    return ttyView({ output: stderr, paint, level, clock, env, signals });
  }
  return plainView({ output: stderr, paint, level, now: () => context.clock.now() });
}

/** The views of a move: what goes on, on stderr, and what comes of it, on stdout. */
export function moveView(context: CliContext, flags: TellingFlags, format: 'table' | 'json' | 'yaml'): View {
  const { stdout } = context.process;
  // Two kinds of lines mixed on one screen help nobody.
  const records = format === 'json' && stdout.isTTY === true;
  const telling = tellingView(context, records ? { ...flags, quiet: true } : flags);
  if (format === 'json') return allViews([jsonLinesView(stdout), telling]);
  if (format === 'yaml') return allViews([telling, yamlView(stdout)]);
  return flags.quiet === true
    ? telling
    : allViews([
        telling,
        outcomeView(stdout, paintFor(stdout, context.process.env, flags.noColor === true), flags.v ?? 0),
      ]);
}

/** True where nobody watches: CI systems set the variable. */
export function inCi(context: CliContext): boolean {
  const ci = context.process.env['CI'] ?? '';
  return ci !== '' && ci !== 'false' && ci !== '0';
}
