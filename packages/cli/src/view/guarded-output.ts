import type { CliProcess, Output } from '../context.ts';

/** What no output has, but for the escape sequences that colours and the line of the moment are made of. */
const foreign =
  /\u001b(?!\[\d*[mABJK])|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * The same process, on whose outputs nothing steers a terminal that is not ours, whoever has written it and whichever format
 * it is printed in. Texts for people have been cleaned before; this is what is left of JSON and YAML, where the escape that
 * takes its place means the same, and of what was forgotten.
 */
export function withGuardedOutputs(process: CliProcess): CliProcess {
  return {
    stdout: guarded(process.stdout),
    stderr: guarded(process.stderr),
    env: process.env,
    get exitCode() {
      return process.exitCode ?? null;
    },
    set exitCode(code) {
      process.exitCode = code;
    },
  };
}

function guarded(output: Output): Output {
  return {
    write(text) {
      output.write(text.replace(foreign, escaped));
    },
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
    on: (event, listener) => output.on?.(event, listener),
    off: (event, listener) => output.off?.(event, listener),
  };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
