import {
  AbortedError,
  ApiError,
  BlockedError,
  ClustersError,
  DiscoveryError,
  FencedError,
  JournalError,
  KubeconfigError,
  LockedError,
  PartialMoveError,
  PreflightError,
  StalePlanError,
  TransportError,
  UsageError,
  VerifyError,
} from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-codes.ts';
import { entry, ref, sampleReport } from '../testing/samples.ts';
import { failureLines } from '../view/failure-lines.ts';
import { EndedEarly } from './ended-early.ts';
import { explain } from './explain.ts';

const machine = ref('Machine fleet/m1');
const report = sampleReport({
  outcome: 'stopped',
  committed: false,
  released: false,
  entries: [
    entry('Cluster fleet/prod', 'ready', 'held'),
    entry('Machine fleet/m1', 'unknown', 'present', { failure: 'no answer' }),
    entry('Machine fleet/m2', 'absent', 'present'),
    entry('Machine fleet/m3', 'absent', 'present'),
  ],
});

describe('the exit code', () => {
  it.each([
    [new UsageError('no such finding: x'), exitCodes.usage],
    [new KubeconfigError('there is no context "x"'), exitCodes.usage],
    [new TransportError('connection refused', { outcomeUnknown: false }), exitCodes.failed],
    [new ApiError('forbidden', { status: 403, reason: 'Forbidden' }), exitCodes.failed],
    [new VerifyError('differs', { ref: machine }), exitCodes.failed],
    [new DiscoveryError('no Clusters'), exitCodes.refused],
    [new PreflightError([]), exitCodes.refused],
    [new BlockedError('block-move is set', { ref: machine }), exitCodes.refused],
    [new StalePlanError('it changed', { ref: machine }), exitCodes.refused],
    [new PartialMoveError('stopped', report), exitCodes.partial],
    [new JournalError('the journal is damaged'), exitCodes.usage],
    [new LockedError('another move is at work'), exitCodes.refused],
    [new FencedError('the move was taken over'), exitCodes.partial],
    [new ClustersError([{ cluster: 'a', outcome: 'stayed' }]), exitCodes.failed],
    [new AbortedError('stopped on request'), exitCodes.interrupted],
    [new DOMException('aborted', 'AbortError'), exitCodes.interrupted],
    [new EndedEarly('not confirmed', exitCodes.failed), exitCodes.failed],
    [new TypeError('x is not a function'), exitCodes.failed],
    ['a string', exitCodes.failed],
  ])('for %s is %i', (error, code) => {
    expect(explain(error, undefined).exitCode).toBe(code);
  });

  it('for a stop tells which signal it was; half way counts more', () => {
    const error = new AbortedError('stopped on request');
    expect(explain(error, 'SIGINT').exitCode).toBe(130);
    expect(explain(error, 'SIGTERM').exitCode).toBe(143);
    expect(explain(new PartialMoveError('stopped', report), 'SIGINT').exitCode).toBe(4);
  });
});

function lines(error: unknown, level = 0): readonly string[] {
  return failureLines(explain(error, undefined), level, (_, text) => text);
}

describe('a failure', () => {
  it('says first what and which object, then why, then what to do', () => {
    const cause = new TransportError('POST https://target:6443/apis/x: connection reset', {
      outcomeUnknown: true,
      cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    });
    expect(lines(new VerifyError('create refused', { ref: machine, cause, hint: 'Try again.' }))).toEqual([
      'error: Machine fleet/m1: create refused',
      '  caused by: POST https://target:6443/apis/x: connection reset',
      '  caused by: read ECONNRESET',
      'to continue: Try again.',
      'More about it: tsmove explain verify',
    ]);
  });

  it('does not name the end of what was in flight as a cause', () => {
    const cause = new AbortedError('stopped', { cause: new DOMException('This operation was aborted', 'AbortError') });
    expect(lines(new VerifyError('create refused', { cause }))).toEqual([
      'error: create refused',
      'More about it: tsmove explain verify',
    ]);
  });

  it("shows the server's words as they are, line by line, and not twice", () => {
    const words = 'admission webhook "x" denied the request:\n- spec.a: Required\n- spec.b: Required';
    const cause = new ApiError(words, { status: 403, reason: 'Forbidden' });
    expect(lines(new VerifyError(`create refused: ${words}`, { ref: machine, cause }))).toEqual([
      'error: Machine fleet/m1: create refused: admission webhook "x" denied the request:',
      '  - spec.a: Required',
      '  - spec.b: Required',
      'More about it: tsmove explain verify',
    ]);
  });

  it('of the network finds words where an error has none', () => {
    const cause = new AggregateError([Object.assign(new Error(''), { code: 'ECONNREFUSED' }), new Error('timed out')]);
    expect(lines(new TransportError('source: no connection', { outcomeUnknown: false, cause }))).toEqual([
      'error: source: no connection',
      '  caused by: ECONNREFUSED; timed out',
    ]);
  });

  it('of preflight lists what refuses the move, with what to do about it', () => {
    const error = new PreflightError([
      { code: 'provider-older', severity: 'warning', message: 'was told before' },
      {
        code: 'cluster-paused',
        severity: 'error',
        ref: ref('Cluster fleet/prod'),
        message: 'it is paused',
        remedy: 'Resume it, or allow it with --allow-paused.',
      },
      { code: 'left-behind', severity: 'error', ref: ref('Secret fleet/x'), message: 'it does not move' },
    ]);
    expect(lines(error)).toEqual([
      'error: the move was refused: 2 findings',
      '  error     cluster-paused   Cluster fleet/prod: it is paused',
      '            -> Resume it, or allow it with --allow-paused.',
      '  error     left-behind      Secret fleet/x: it does not move',
      'More about it: tsmove explain CODE',
    ]);
  });

  it('half way says what is where', () => {
    expect(lines(new PartialMoveError('the move stopped half way, while in phase create', report))).toEqual([
      'error: the move stopped half way, while in phase create',
      '',
      'Nothing has been deleted: the source has every object, and is the side that counts.',
      'Both sides are paused, so nothing is reconciled twice.',
      '',
      '  OBJECTS   TARGET    SOURCE',
      '  2         absent    present',
      '  1         ready     held',
      '  1         unknown   present',
      '',
      '  Machine fleet/m1: no answer',
      'More about it: tsmove explain partial-move',
    ]);
  });

  it('says where more is to be had, about the cause of what was undone or stopped, and not about codes of strangers', () => {
    const hint = (error: unknown): string | undefined => lines(error).find((line) => line.includes('tsmove explain'));
    const cause = new VerifyError('it is in the source again', { code: 'reappeared-in-source' });
    expect(hint(new PartialMoveError('stopped', report, { cause }))).toBe(
      'More about it: tsmove explain reappeared-in-source',
    );
    expect(hint(new UsageError('no such flag'))).toBeUndefined();
    expect(hint(new VerifyError('x', { code: 'appliance-busy' }))).toBeUndefined();
    expect(hint(new PreflightError([{ code: 'cluster-paused', severity: 'error', message: 'x' }]))).toBe(
      'More about it: tsmove explain cluster-paused',
    );
  });

  it('half way says something else once deleting or resuming has begun', () => {
    const half = (committed: boolean, released: boolean): string =>
      lines(new PartialMoveError('stopped', { ...report, committed, released })).join('\n');
    expect(half(true, false)).toContain('deleting from the source has begun');
    expect(half(true, true)).toContain('the target has begun to take over');
  });

  it('that is a mistake of ours says so, with the stack only at -v 6', () => {
    expect(lines(new TypeError('x is not a function'))).toEqual([
      'error: internal error: x is not a function',
      'to continue: This is a mistake in tsmove; run it again with -v 6 and report what it prints.',
    ]);
    expect(lines(new TypeError('x'), 6).join('\n')).toContain('explain.test.ts');
    expect(lines(new TypeError('x'), 5).join('\n')).not.toContain('explain.test.ts');
  });
});
