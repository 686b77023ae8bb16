import { describe, expect, it } from 'vitest';
import type { Failure } from '../errors/failure.ts';
import { asCalled, calledAs } from './called-as.ts';
import type { Message, View } from './view.ts';

/** What reaches a view of somebody who calls the program like this. */
function seen(program: string, message: Message): Message | undefined {
  let last: Message | undefined;
  const view: View = {
    show: (one) => {
      last = one;
    },
    rest: () => undefined,
  };
  calledAs(program, view).show(message);
  return last;
}

const failure: Failure = {
  exitCode: 3,
  kind: 'UsageError',
  code: 'x',
  message: 'it is open',
  causes: [],
  hint: 'See `tsmove status m-1`, or end it with tsmove recover.',
  findings: [{ code: 'y', severity: 'error', message: 'm', remedy: 'Copy them with tsmove leases copy.' }],
  report: undefined,
  clusters: [],
  worthExplaining: [],
  holder: undefined,
  next: [],
  stack: undefined,
};

describe('called as kubectl tsmove', () => {
  it('commands in sentences are what the user can type', () => {
    expect(seen('kubectl tsmove', { type: 'failed', failure })).toMatchObject({
      failure: {
        hint: 'See `kubectl tsmove status m-1`, or end it with kubectl tsmove recover.',
        findings: [{ remedy: 'Copy them with kubectl tsmove leases copy.' }],
      },
    });
    expect(seen('kubectl tsmove', { type: 'note', level: 0, text: 'see tsmove plan' })).toMatchObject({
      text: 'see kubectl tsmove plan',
    });
  });

  it('what only looks like a command stays as it is', () => {
    for (const text of [
      'of tsmove itself',
      'kept in tsmove/journal',
      'a mistake in tsmove; run it',
      '/x/tsmove plan',
    ]) {
      expect(asCalled('kubectl tsmove', text)).toBe(text);
    }
  });

  it('and called as tsmove nothing changes', () => {
    const message: Message = { type: 'failed', failure };
    expect(seen('tsmove', message)).toBe(message);
  });
});
