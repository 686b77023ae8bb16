import { binaries } from './binaries/binaries.ts';
import { serverPrograms, type Program } from './binaries/pinned.ts';

/**
 * Makes everything ready that the end-to-end tests would otherwise make on their first run. Compiled by `tsc -b`, then:
 * `node test/dist/support/prepare.js`, for instance in a CI step whose result is cached.
 */
export async function prepare(programs: readonly Program[] = [...serverPrograms, 'clusterctl'], say: (line: string) => void = console.log): Promise<void> {
  for (const program of programs) {
    const [found] = await binaries([program]);
    if (found !== undefined) say(found.said);
  }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) await prepare();
