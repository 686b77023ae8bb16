/**
 * How many times as long as usual everything is waited for. Time limits are there to end what hangs; on a machine that has
 * little time for the test bed they would end what is only slow.
 */
export const patience = patienceOf(process.env['TSMOVE_TEST_PATIENCE']);

/** @throws when it is no number, or would make limits shorter */
export function patienceOf(text: string | undefined): number {
  if (text === undefined || text === '') return 1;
  const factor = Number(text);
  if (Number.isFinite(factor) && factor >= 1) return factor;
  throw new Error(`TSMOVE_TEST_PATIENCE is a number from 1 upwards, and not ${text}`);
}
