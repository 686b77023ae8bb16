import { managerPrograms, serverPrograms } from '../support/binaries/pinned.ts';
import { allCrdSets } from '../support/crds/modules.ts';
import { prepare } from '../support/prepare.ts';

/** Outside of every test's time limit: the first build of the managers takes minutes. */
export default async function globalSetup(): Promise<void> {
  await prepare([...serverPrograms, 'clusterctl', 'kubectl', ...managerPrograms], console.log, [
    ...allCrdSets,
    'bmo',
    'capm3',
    'ipam-metal3',
    'byoh',
  ]);
}
