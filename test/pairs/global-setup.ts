import { serverPrograms } from '../support/binaries/pinned.ts';
import { prepareEngine } from '../support/container/prepare-engine.ts';
import { chosenDrivers } from '../support/drivers/choice.ts';
import { prepareNodes } from '../support/node/prepare-nodes.ts';
import { whyNoNodes } from '../support/node/requirements.ts';
import { prepare } from '../support/prepare.ts';

/** What the chosen drivers need is made ready outside of every test's time limit. */
export default async function globalSetup(): Promise<void> {
  const names = chosenDrivers().map(([name]) => name);
  const nodes = names.includes('node') && whyNoNodes() === undefined;
  await prepare(nodes ? [...serverPrograms, 'kubelet', 'kube-scheduler'] : serverPrograms);
  if (nodes) await prepareNodes();
  if (names.includes('container')) await prepareEngine();
}
