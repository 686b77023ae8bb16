import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { screen, type Screen } from '../../../packages/cli/src/testing/screen.ts';
import { until } from '../../support/processes/until.ts';

const bin = join(import.meta.dirname, '../../../packages/cli/bin/tsmove.js');

/** True where there is a `script` that runs a program in a terminal and ends with its exit code: that of util-linux. */
export const hasTerminals: boolean =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes('util-linux');

/** A run of the built program in a terminal of its own. */
export interface InTerminal {
  /** What the terminal shows. */
  readonly screen: Screen;
  /** Everything that was written to it. */
  written(): string;
  shows(words: RegExp): Promise<void>;
  press(keys: string): void;
  readonly code: Promise<unknown>;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

export function inTerminal(args: readonly string[], size: Size): InTerminal {
  return terminalWith(tsmoveWords(args), size);
}

/** The same, typed into a bash that controls jobs. */
export function inShell(args: readonly string[], size: Size): InTerminal {
  const terminal = terminalWith('bash --norc --noprofile -i', size);
  terminal.press(`PS1='$ '; clear; ${tsmoveWords(args)}\n`);
  return terminal;
}

function tsmoveWords(args: readonly string[]): string {
  return [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

/** A terminal in which a program runs, and nothing else. */
export function terminalWith(program: string, { columns, rows, env = {} }: Size): InTerminal {
  const command = `stty -echo cols ${columns.toString()} rows ${rows.toString()}; exec ${program}`;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/no/such/home', SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
  });
  const on = screen(columns, rows);
  let written = '';
  let hasEnded = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  const code = once(child, 'close').then(([status]: unknown[]) => {
    hasEnded = true;
    return status;
  });
  let played = 0;
  const play = (): Screen => {
    // A sequence may have arrived in two pieces: only whole ones are played.
    const whole = written.slice(played).replace(/\u001b(\[[\d;?]*)?$/, '');
    on.write(whole);
    played += whole.length;
    return on;
  };
  return {
    get screen() {
      return play();
    },
    written: () => written,
    async shows(pattern) {
      const hopeless = (): string | undefined => (hasEnded ? `it ended: ${play().lines().join('\n')}` : undefined);
      await until({ what: `a terminal showing ${pattern.source}`, timeout: 60_000, hopeless }, () =>
        pattern.test(play().lines().join('\n')),
      );
    },
    press: (keys) => void child.stdin.write(keys),
    code,
  };
}
