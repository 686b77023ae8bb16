import type { Output } from '../context.ts';
import { errorsAmong } from './findings.ts';
import type { Paint } from './paint.ts';
import { linesFor } from './teller.ts';
import type { Message, View } from './view.ts';

/** A view that tells only what went wrong, and that the wish to stop has been heard. */
export function quietView(output: Output, paint: Paint, level: number): View {
  return {
    show(message) {
      const wanted = essential(message);
      const lines = wanted === undefined ? [] : linesFor(wanted, level, paint);
      if (lines.length > 0) output.write(lines.map((line) => `${line}\n`).join(''));
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}

function essential(message: Message): Message | undefined {
  switch (message.type) {
    case 'failed':
    case 'problem':
    case 'stopping':
      return message;
    case 'findings':
      return { type: 'findings', findings: errorsAmong(message.findings) };
    default:
      return undefined;
  }
}
