import { prepare } from './prepare.ts';

/**
 * Runs once before the first end-to-end test, outside of every test's time limit: whatever has to be downloaded or built
 * is there afterwards, and the output says where each program came from. With a filled cache it takes no time.
 */
export default async function globalSetup(): Promise<void> {
  await prepare();
}
