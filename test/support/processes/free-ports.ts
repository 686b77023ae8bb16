import { createServer, type AddressInfo } from 'node:net';

/**
 * Ports that the system chose and that are free now. kube-apiserver cannot listen on port 0 and say which it got, so the
 * port is asked for, released and handed on; between release and use somebody else may take it, which is why the callers
 * start anew with another port when a server says "address already in use".
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const holders = Array.from({ length: count }, () => createServer());
  // All are held together, so that one call never hands out the same port twice.
  await Promise.all(
    holders.map(
      (holder) =>
        new Promise<void>((resolve, reject) => {
          holder.once('error', reject);
          holder.listen(0, '127.0.0.1', resolve);
        }),
    ),
  );
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

/** Above this the system takes ports for connections of clients, also those that a server is to have in a moment. */
const lowest = 15_000;
const highest = 32_000;

/**
 * Ports for servers that cannot be started anew on another one, because theirs is written down somewhere. They are free
 * now, and no client's connection will take them.
 */
export async function lastingPorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const candidate = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(candidate)) found.add(candidate);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const holder = createServer();
    holder.once('error', () => {
      resolve(false);
    });
    holder.listen(port, '127.0.0.1', () => {
      holder.close(() => {
        resolve(true);
      });
    });
  });
}
