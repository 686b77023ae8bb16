import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../model/kube-object.ts';
import type { ExecRequest, ExecResult } from '../server/exec/types.ts';
import type { ApiServer } from '../server/types.ts';
import type { MemoryKind } from '../server/memory/memory-kind.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { readFileInPod } from './file-in-pod.ts';

const pods: MemoryKind = { group: '', kind: 'Pod', hasStatus: true };

function pod(name: string, containers: readonly string[], phase = 'Running'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'metal3', name, labels: { name: 'ironic' } },
    spec: { containers: containers.map((container) => ({ name: container })) },
    status: { phase },
  };
}

/** A server whose pods answer commands: by what was asked, and how often. */
function serverWith(
  all: readonly KubeObject[],
  answer: (command: string, times: number) => Partial<ExecResult>,
): { readonly server: ApiServer; readonly asked: ExecRequest[] } {
  const asked: ExecRequest[] = [];
  const server = createMemoryServer({ label: 'source', kinds: [pods] });
  for (const one of all) server.put(one);
  return {
    asked,
    server: {
      ...server,
      exec(request) {
        asked.push(request);
        const command = request.command.join(' ');
        const times = asked.filter((one) => one.command.join(' ') === command).length;
        return Promise.resolve({ stdout: '', stderr: '', exitCode: 0, ...answer(command, times) });
      },
    },
  };
}

const missing: Partial<ExecResult> = { exitCode: 1, stderr: "cat: can't open '/a': No such file or directory" };
const file = { namespace: 'metal3', containers: ['ironic-dnsmasq', 'dnsmasq'], paths: ['${DIR:-/data}/a', '/b'] };

describe('a file in a pod', () => {
  test('is read by the first path that leads to it, where variables are spelled out by the shell of the container', async () => {
    const { server, asked } = serverWith([pod('ironic', ['ironic', 'dnsmasq'])], (command) =>
      command === 'cat /b' ? { stdout: 'leases' } : missing,
    );
    expect(await readFileInPod(server, file)).toEqual({
      text: 'leases',
      from: 'pod metal3/ironic, container dnsmasq, /b',
      namespace: 'metal3',
    });
    expect(asked.map(({ command, container }) => [container, ...command])).toEqual([
      ['dnsmasq', 'sh', '-c', 'cat "${DIR:-/data}/a"'],
      ['dnsmasq', 'cat', '/b'],
      ['dnsmasq', 'cat', '/b'],
    ]);
  });

  test('is read until two readings are the same', async () => {
    const { server } = serverWith([pod('ironic', ['dnsmasq'])], (_command, times) => ({
      stdout: `version ${Math.min(times, 3).toString()}`,
    }));
    expect((await readFileInPod(server, { ...file, paths: ['/b'] })).text).toBe('version 3');
  });

  test.each<[what: string, path: string]>([
    ['a command', '$(reboot)/a'],
    ['a command behind a variable', '${DIR}$(reboot)'],
    ['the end of the quotation', '${DIR}"; reboot; "'],
    ['a command as its default', '${DIR:-`reboot`}/a'],
  ])('has no path that holds %s', async (_what, path) => {
    const { server, asked } = serverWith([pod('ironic', ['dnsmasq'])], () => ({}));
    await expect(readFileInPod(server, { ...file, paths: [path] })).rejects.toThrow(`${path} is not a path`);
    expect(asked).toEqual([]);
  });

  test('is missed in words that say where it was looked for', async () => {
    const nothing = serverWith([pod('ironic', ['dnsmasq']), pod('other', ['web'])], () => missing).server;
    await expect(readFileInPod(nothing, file)).rejects.toThrow(
      'pod metal3/ironic has none of the files ${DIR:-/data}/a, /b',
    );
    await expect(readFileInPod(nothing, { ...file, pod: 'other' })).rejects.toThrow(
      'pod metal3/other has no container ironic-dnsmasq or dnsmasq, but web',
    );
    await expect(readFileInPod(nothing, { ...file, pod: 'none' })).rejects.toThrow('source has no pod metal3/none');
    const denied = serverWith([pod('ironic', ['dnsmasq'])], () => ({ exitCode: 1, stderr: 'permission denied' }));
    await expect(readFileInPod(denied.server, file)).rejects.toThrow('could not be read: cat exited with 1');
  });

  test('is read in the only pod that may have it; several are named', async () => {
    const one = serverWith([pod('old', ['dnsmasq'], 'Succeeded'), pod('new', ['dnsmasq'])], () => ({ stdout: 'x' }));
    expect((await readFileInPod(one.server, file)).from).toMatch(/^pod metal3\/new,/);
    const two = serverWith([pod('a', ['dnsmasq']), pod('b', ['dnsmasq'])], () => ({}));
    await expect(readFileInPod(two.server, file)).rejects.toThrow('several such pods in namespace metal3: a, b');
    await expect(readFileInPod(serverWith([], () => ({})).server, file)).rejects.toThrow('no running pod');
  });
});
