import { mappedTarget } from '../../packages/move-core/src/namespace-view/mapped-target.ts';
import { connect } from '../../packages/move-core/src/server/connect.ts';
import {
  contractKind,
  runServerContract,
  type ServerBed,
} from '../../packages/move-core/src/testing/server-contract.ts';
import { startControlPlane } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';

async function realServer(): Promise<ServerBed> {
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
}

runServerContract('a real API server', realServer);

runServerContract('a real API server in which the namespace has another name', async () => {
  const { server, close } = await realServer();
  return { server: mappedTarget(server, { namespace: 'contract', targetNamespace: 'elsewhere' }, []), close };
});
