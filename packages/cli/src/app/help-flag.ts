import type { StricliIntegration } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { paintFor } from '../view/paint.ts';
import { commandNames, subcommandNames } from './command-names.ts';

/** `-h` and `--help` of every command, laid out by ourselves: in groups, with examples and exit codes. */
export function helpFlag(context: CliContext): StricliIntegration<CliContext> {
  return {
    flag: {
      brief: 'Print this help.',
      aliases: ['h'],
      global: true,
      defaultForRouteMap: true,
      async run(_app, { result }) {
        const [{ commandHelp, programHelp }, { guidance }, { layOutHelp }] = await Promise.all([
          import('../help/texts.ts'),
          import('../help/guidance.ts'),
          import('../help/layout.ts'),
        ]);
        // The first word is the program's.
        const asked = result.prefix.slice(1).join(' ');
        const command = [...commandNames, ...subcommandNames].find((name) => name === asked);
        const { stdout, env } = context.process;
        const width = Math.min(Math.max(stdout.columns ?? 80, 40), 100);
        const layout = { program: context.program, width, paint: paintFor(stdout, env, false) };
        stdout.write(
          layOutHelp(
            command === undefined ? programHelp : { ...commandHelp[command], guidance: guidance[command] },
            layout,
          ),
        );
      },
    },
  };
}
