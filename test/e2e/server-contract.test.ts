import { Client } from 'undici';
import { expect, test } from 'vitest';
import { mappedTarget } from '../../packages/move-core/src/namespace-view/mapped-target.ts';
import { connect } from '../../packages/move-core/src/server/connect.ts';
import {
  isProtobuf,
  metadataListTypes,
  readProtobuf,
} from '../../packages/move-core/src/server/protobuf/read-answer.ts';
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

test('a real API server has the versions of objects in protobuf, those of custom kinds too, and refusals in JSON', async () => {
  await using plane = await startControlPlane({ controllers: [] });
  await defineCrd(plane, contractKind);
  const { certificate: cert, key } = plane.adminCertificate;
  const client = new Client(plane.url, { connect: { ca: plane.ca, cert, key } });
  const ask = async (path: string): Promise<{ readonly contentType: string; readonly bytes: Uint8Array }> => {
    const { headers, body } = await client.request({ path, method: 'GET', headers: { accept: metadataListTypes } });
    return { contentType: String(headers['content-type']), bytes: await body.bytes() };
  };
  const apiVersion = `${contractKind.group}/v1`;
  const custom = `/apis/${apiVersion}/namespaces/default/widgets`;
  await plane.api.call('POST', custom, { apiVersion, kind: contractKind.kind, metadata: { name: 'one' } });
  for (const [path, name] of [
    ['/api/v1/namespaces', 'kube-system'],
    [custom, 'one'],
  ] as const) {
    const { contentType, bytes } = await ask(`${path}?limit=500`);
    expect(isProtobuf(contentType)).toBe(true);
    expect(readProtobuf(bytes)['items']).toContainEqual({
      metadata: {
        name,
        ...(path === custom ? { namespace: 'default' } : {}),
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        resourceVersion: expect.stringMatching(/^\d+$/) as string,
      },
    });
    expect((await ask(`${path}?limit=1&continue=broken`)).contentType).toBe('application/json');
  }
  await client.close();
});
