import { connect } from '../../packages/move-core/src/server/connect.ts';
import { contractKind, runServerContract } from '../../packages/move-core/src/testing/server-contract.ts';
import { startControlPlane } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';

runServerContract('a real API server', async () => {
  const plane = await startControlPlane({ controllers: [] });
  await defineCrd(plane, contractKind);
  const server = await connect({ kubeconfig: plane.kubeconfig, label: 'source', env: {}, homeDir: '/nowhere' });
  return {
    server,
    async close() {
      await server.close();
      await plane.stop();
    },
  };
});
