import { describe } from 'vitest';
import { whyNoNodes } from '../support/node/requirements.ts';

/**
 * As `describe`, where this machine can run whole clusters. Where it cannot, the tests are skipped and the reason is said;
 * with `TSMOVE_TEST_NODES=require`, as in CI, they fail.
 */
export function describeOnNodes(name: string, tests: () => void): void {
  const reason = whyNoNodes();
  if (reason === undefined || process.env['TSMOVE_TEST_NODES'] === 'require') describe(name, tests);
  else describe.skip(`${name} (skipped: ${reason})`, tests);
}
