import type { CodeExplanation } from '@tsmove/move-core/codes';
import { codeAreas, programCodes } from '../../codes/catalogue.ts';
import { nearest } from '../../codes/nearest.ts';
import type { CliContext } from '../../context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { withEnvironment } from '../../flags/environment.ts';
import type { ExplainFlags } from '../../flags/explain.ts';
import { explainOutputGroup } from '../../flags/output.ts';
import { codeLines, codeListLines } from '../../view/code-lines.ts';
import { recordVersion } from '../../view/json-lines.ts';
import { paintFor } from '../../view/paint.ts';
import { textLayout } from './layout.ts';

/** Prints what a code means, or lists all of them. The library is not loaded, and nobody is contacted. */
export function explainCodes(context: CliContext, given: ExplainFlags, code: string | undefined): void {
  const { flags, problems } = withEnvironment(context, given, [explainOutputGroup]);
  if (problems.length > 0) {
    refuse(context, flags, problems);
    return;
  }
  const all = programCodes();
  if (code === undefined) {
    print(context, flags, () => codeListLines(all, codeAreas(), textLayout(context, flags)), { codes: all });
    return;
  }
  const found = all.find((one) => one.code === code);
  if (found === undefined) {
    refuse(context, flags, [unknown(code, all)]);
    return;
  }
  print(context, flags, () => codeLines(found, textLayout(context, flags)), found);
}

function unknown(code: string, all: readonly CodeExplanation[]): string {
  const near = nearest(
    code,
    all.map((one) => one.code),
  );
  const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return `${code} is no code of tsmove${meant}`;
}

function refuse(context: CliContext, flags: ExplainFlags, problems: readonly string[]): void {
  const { stderr, env } = context.process;
  const paint = paintFor(stderr, env, flags.noColor === true);
  stderr.write(problems.map((problem) => `${paint('red', 'error:')} ${problem}\n`).join(''));
  stderr.write(`Run ${context.program} explain for a list of all codes.\n`);
  context.process.exitCode = exitCodes.usage;
}

function print(context: CliContext, flags: ExplainFlags, lines: () => readonly string[], value: object): void {
  context.process.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify({ formatVersion: recordVersion, ...value }, undefined, 2)}\n`
      : lines()
          .map((line) => `${line}\n`)
          .join(''),
  );
  context.process.exitCode = exitCodes.done;
}
