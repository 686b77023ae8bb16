import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createAuthority } from '../../support/certificates/authority.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/**
 * What the API server must be told so that the end of `exec` can be a WebSocket: by default it speaks SPDY with kubelets,
 * whatever its client speaks.
 */
export const speakingWebSockets = ['--feature-gates=TranslateStreamCloseWebsocketRequests=false'];

/** A container's files by `namespace/pod/container`, then by path. */
export type Files = Record<string, Record<string, string>>;

export interface Containers extends AsyncDisposable {
  /** May be changed at any time. */
  readonly files: Files;
  /** Commands that were run, with the container first. */
  readonly ran: readonly (readonly string[])[];
}

/** The part of a kubelet that `exec` reaches: containers in which nothing runs but `cat`, directly or in a shell. */
export async function startContainers(plane: ControlPlane): Promise<Containers> {
  const files: Files = {};
  const ran: (readonly string[])[] = [];
  const { key, certificate } = createAuthority('kubelets').issue({ commonName: 'node', hosts: ['127.0.0.1'] });
  const https = createServer({ key, cert: certificate });
  const sockets = new WebSocketServer({ server: https, handleProtocols: () => 'v4.channel.k8s.io' });
  sockets.on('connection', (socket, request) => {
    const url = new URL(request.url ?? '/', 'https://node');
    const container = url.pathname.replace('/exec/', '');
    const command = url.searchParams.getAll('command');
    ran.push([container, ...command]);
    const path = pathIn(command);
    const text = files[container]?.[path];
    const send = (channel: number, data: string): void => {
      socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)]));
    };
    if (text === undefined) send(2, `cat: ${path}: No such file or directory\n`);
    else send(1, text);
    send(3, JSON.stringify(text === undefined ? failure : { metadata: {}, status: 'Success' }));
    socket.close();
  });
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  await makeNode(plane, (https.address() as AddressInfo).port);
  return {
    files,
    ran,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise((resolve) => https.close(resolve));
    },
  };
}

const failure = {
  metadata: {},
  status: 'Failure',
  reason: 'NonZeroExitCode',
  message: 'command terminated with non-zero exit code: exit status 1',
  details: { causes: [{ reason: 'ExitCode', message: '1' }] },
};

/** `cat PATH`, or `sh -c 'cat "${NAME:-default}/PATH"'` in a container without that variable. */
function pathIn([program, flag = '', script = '']: readonly string[]): string {
  if (program === 'cat') return flag;
  return script.replace(/^cat "\$\{\w+:-([^}]*)\}([^"]*)"$/u, '$1$2');
}

async function makeNode({ api }: ControlPlane, port: number): Promise<void> {
  await api.call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node' } });
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  await api.call('PATCH', '/api/v1/nodes/node/status', { status });
}

/** A pod that runs on that node. */
export async function makePod(
  { api }: ControlPlane,
  namespace: string,
  name: string,
  container: string,
): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  await api.call('POST', path, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { name: 'ironic' } },
    spec: { nodeName: 'node', containers: [{ name: container, image: 'none' }] },
  });
  await api.call('PATCH', `${path}/${name}/status`, { status: { phase: 'Running' } });
}
