import { setTimeout as pause } from 'node:timers/promises';

/**
 * For how long nothing may happen after a move, in seconds: TSMOVE_TEST_QUIET, or 10. Controllers that were going to act
 * were seen to do so within a second or two; two minutes are for the long form, before a release.
 */
export const quietMs: number = Number(process.env['TSMOVE_TEST_QUIET'] ?? '10') * 1000;

export async function quietPeriod(): Promise<void> {
  await pause(quietMs);
}
