import { nodePrograms, serverPrograms } from '../support/binaries/pinned.ts';
import { allCrdSets } from '../support/crds/modules.ts';
import { whyNoNodes } from '../support/node/requirements.ts';
import { prepareNodes } from '../support/node/prepare-nodes.ts';
import { prepare } from '../support/prepare.ts';

/** Outside of every test's time limit: the first build of a kubelet takes minutes. */
export default async function globalSetup(): Promise<void> {
  if (whyNoNodes() !== undefined) return;
  const programs = [...serverPrograms, ...nodePrograms, 'baremetal-operator', 'metal3-ipam-manager', 'helm'] as const;
  await prepare(programs, console.log, [...allCrdSets, 'bmo', 'ipam-metal3']);
  await prepareNodes();
}
