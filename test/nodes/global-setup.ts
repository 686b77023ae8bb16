import { nodePrograms, serverPrograms } from '../support/binaries/pinned.ts';
import { allCrdSets } from '../support/crds/modules.ts';
import { clusterApiPrograms } from '../support/managers/core-managers.ts';
import { whyNoNodes } from '../support/node/requirements.ts';
import { prepareNodes } from '../support/node/prepare-nodes.ts';
import { prepare } from '../support/prepare.ts';

/** Outside of every test's time limit: the first build of a kubelet takes minutes. */
export default async function globalSetup(): Promise<void> {
  if (whyNoNodes() !== undefined) return;
  const managers = [...clusterApiPrograms, 'capd-manager', 'baremetal-operator', 'metal3-ipam-manager'] as const;
  const tools = ['helm', 'kubectl', 'clusterctl'] as const;
  const programs = [...serverPrograms, ...nodePrograms, ...managers, ...tools];
  await prepare(programs, console.log, [...allCrdSets, 'bmo', 'ipam-metal3']);
  await prepareNodes();
}
