import type { Output } from '../context.ts';
import type { Paint } from './paint.ts';
import { linesFor } from './teller.ts';
import type { View } from './view.ts';

/** A view that tells only what went wrong, and that the wish to stop has been heard. */
export function quietView(output: Output, paint: Paint, level: number): View {
  return {
    show(message) {
      const lines =
        message.type === 'failed' || message.type === 'stopping' ? linesFor(message, level, paint) : errorsOf(message);
      if (lines.length > 0) output.write(lines.map((line) => `${line}\n`).join(''));
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };

  function errorsOf(message: Parameters<View['show']>[0]): readonly string[] {
    if (message.type !== 'findings') return [];
    const errors = message.findings.filter(({ severity }) => severity === 'error');
    return linesFor({ type: 'findings', findings: errors }, level, paint);
  }
}
