import { describe } from 'vitest';
import { engineThatAnswers } from './engine-address.ts';
import { whyNoneOfItsOwn } from './engine.ts';

/**
 * As `describe`, where there is a container engine or one may be started. Where not, the tests are skipped and the reason is
 * said.
 */
export async function describeInEngine(name: string, tests: () => void): Promise<void> {
  const found = await engineThatAnswers();
  const reason = found.address === undefined ? whyNoneOfItsOwn() : undefined;
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: no container engine answers, and ${reason})`, tests);
}
