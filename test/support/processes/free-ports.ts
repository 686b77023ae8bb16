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
