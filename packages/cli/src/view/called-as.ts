import type { Diagnostic } from '@tsmove/move-core';
import { commandNames } from '../app/command-names.ts';
import type { Message, View } from './view.ts';

const commands = new RegExp(`(?<![\\w/-])tsmove(?= (?:${commandNames.join('|')})\\b)`, 'g');

/** Commands named in a sentence, as this user types them: `tsmove status` is `kubectl tsmove status` to some. */
export function asCalled(program: string, text: string): string {
  return text.replace(commands, program);
}

/** A view whose sentences name the program as it was called. The library does not know how that was. */
export function calledAs(program: string, view: View): View {
  if (program === 'tsmove') return view;
  return {
    show(message) {
      view.show(renamed(program, message));
    },
    rest() {
      view.rest();
    },
  };
}

function renamed(program: string, message: Message): Message {
  const finding = (one: Diagnostic): Diagnostic =>
    one.remedy === undefined ? one : { ...one, remedy: asCalled(program, one.remedy) };
  switch (message.type) {
    case 'note':
    case 'problem':
      return { ...message, text: asCalled(program, message.text) };
    case 'findings':
      return { ...message, findings: message.findings.map(finding) };
    case 'failed': {
      const { failure } = message;
      const hint = failure.hint === undefined ? undefined : asCalled(program, failure.hint);
      return { ...message, failure: { ...failure, hint, findings: failure.findings.map(finding) } };
    }
    default:
      return message;
  }
}
