import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { delayed, type Delay } from './delayed.ts';

export interface DelayProxy extends AsyncDisposable {
  readonly port: number;
}

/**
 * A TCP proxy on the loopback interface that makes the way to a server as long as `roundTripMs`: every chunk arrives half
 * of it later, each way. Nothing is throttled, however much is on the way. Bytes pass as they are, so TLS is between the
 * client and the server, and certificates and names stay what they are.
 */
export async function startDelayProxy(upstream: number, roundTripMs: number, port = 0): Promise<DelayProxy> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const remote = connect({ port: upstream, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    // On a real line nothing can be sent before the handshake of TCP, which takes a round trip.
    const opens = performance.now() + roundTripMs;
    const lines = [carry(client, remote, roundTripMs / 2, opens), carry(remote, client, roundTripMs / 2, 0)];
    for (const socket of [client, remote]) {
      open.add(socket);
      // Either side's end by force is the other's, too.
      socket
        .on('error', () => undefined)
        .on('close', (hadError) => {
          open.delete(socket);
          if (!hadError) return;
          for (const line of lines) line.clear();
          client.destroy();
          remote.destroy();
        });
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** What the one says arrives at the other later, its last word included. */
function carry(from: Socket, to: Socket, ms: number, opens: number): Delay<Buffer | 'end'> {
  const line = delayed<Buffer | 'end'>(ms, opens, (item) => {
    if (item === 'end') to.end();
    else to.write(item);
  });
  from.on('data', (chunk: Buffer) => {
    line.put(chunk);
  });
  from.on('end', () => {
    line.put('end');
  });
  return line;
}
