import { binary } from './binaries/binaries.ts';
import { managerPrograms, nodePrograms, serverPrograms, type Program } from './binaries/pinned.ts';
import { prepareEngine } from './container/prepare-engine.ts';
import { prepareNodes } from './node/prepare-nodes.ts';
import { allCrdSets, crdsOf, type CrdSet } from './crds/modules.ts';

/** What all end-to-end tests and the commands of the documentation need; the real controllers only their own tests, so they are made ready when asked for. */
const everything: readonly Program[] = [...serverPrograms, 'clusterctl', 'kubectl', 'helm', 'argo-validate'];

/**
 * Makes everything ready that end-to-end tests would otherwise make on their first run, and says which source served each
 * program. It is what vitest's global setup calls; on its own it runs compiled, after `tsc -b`:
 * `node test/dist/support/prepare.js [program…]`, for instance in a CI step whose result is kept. `managers` among the
 * programs stands for all the real controllers, `nodes` for what makes pods run, `engine` for what makes containers run.
 */
export async function prepare(
  programs: readonly Program[] = everything,
  say: (line: string) => void = console.log,
  sets: readonly CrdSet[] = allCrdSets,
): Promise<void> {
  // One after the other: two Go builds at once only slow each other down.
  for (const program of programs) say(`test bed: ${(await binary(program)).said}`);
  const kinds = (await Promise.all(sets.map(crdsOf))).flat();
  say(`test bed: ${kinds.length} kinds of Cluster API${sets === allCrdSets ? '' : ' and its providers'}`);
}

if (process.argv[1] === import.meta.filename) {
  const asked = process.argv.slice(2);
  const wanted = [...everything, ...nodePrograms, ...managerPrograms].filter(
    (program) =>
      asked.includes(program) ||
      (asked.includes('managers') && (managerPrograms as readonly Program[]).includes(program)) ||
      (asked.includes('nodes') && (nodePrograms as readonly Program[]).includes(program)),
  );
  await prepare(asked.length === 0 ? everything : wanted);
  if (asked.includes('nodes')) await prepareNodes();
  if (asked.includes('engine')) await prepareEngine();
}
