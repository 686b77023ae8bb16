import { binary } from './binaries/binaries.ts';
import { serverPrograms, type Program } from './binaries/pinned.ts';
import { allCrdSets, crdsOf } from './crds/modules.ts';

const everything: readonly Program[] = [...serverPrograms, 'clusterctl'];

/**
 * Makes everything ready that end-to-end tests would otherwise make on their first run, and says which source served each
 * program. It is what vitest's global setup calls; on its own it runs compiled, after `tsc -b`:
 * `node test/dist/support/prepare.js [program…]`, for instance in a CI step whose result is kept.
 */
export async function prepare(
  programs: readonly Program[] = everything,
  say: (line: string) => void = console.log,
): Promise<void> {
  // One after the other: two Go builds at once only slow each other down.
  for (const program of programs) say(`test bed: ${(await binary(program)).said}`);
  const kinds = (await Promise.all(allCrdSets.map(crdsOf))).flat();
  say(`test bed: ${kinds.length} kinds of Cluster API`);
}

if (process.argv[1] === import.meta.filename) {
  const asked = process.argv.slice(2);
  await prepare(asked.length === 0 ? everything : everything.filter((program) => asked.includes(program)));
}
