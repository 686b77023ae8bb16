import type { Hold } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { make } from '../testing/objects.ts';
import { docker } from './docker.ts';
import { inspect } from './inspect.ts';

function row(kind: string): Hold | undefined {
  return docker.holds?.find(({ kinds }) => kinds.some((one) => one.kind === kind));
}

describe('the hold table of Docker', () => {
  it.each(['DockerCluster', 'DevCluster', 'DockerMachine', 'DevMachine'])('waits for the pause of a %s', (kind) => {
    const busy = make(kind, 'x', { status: { conditions: [{ type: 'Paused', status: 'False' }] } });
    expect(row(kind)?.awaits?.(busy)).toBe('the Paused condition is not yet True');
    expect(row(kind)).toMatchObject({ by: 'cluster', stopsDeletion: true });
  });

  it.each(['DockerMachinePool', 'DevMachinePool'])('does not wait for a %s, which never says so', (kind) => {
    expect(row(kind)).toMatchObject({ by: 'cluster', stopsDeletion: true });
    expect(row(kind)?.awaits).toBeUndefined();
  });

  it.each(['DockerMachineTemplate', 'DevMachineTemplate'])('lets the controller of a %s write its capacity', (kind) => {
    expect(row(kind)).toMatchObject({ by: 'none', writesWhileHeld: ['/status/capacity'] });
  });
});

describe('what is found about a cluster of Docker', () => {
  const endpoint = { controlPlaneEndpoint: { host: '10.0.0.7', port: 20_001 } };

  it.each([
    ['DockerCluster', {}],
    ['DevCluster', { backend: { docker: {} } }],
  ])('%s: both sides need the same daemon', (kind, spec) => {
    expect([...inspect(make(kind, 'c', { spec }))]).toEqual([
      {
        code: 'docker-daemon',
        severity: 'info',
        ref: expect.objectContaining({ kind, name: 'c' }) as unknown,
        message: 'its machines are containers; the managers of both sides must reach the same Docker daemon',
        remedy: "Mount the daemon's socket into the nodes of the target.",
      },
    ]);
  });

  it('DevCluster in memory: the endpoint is fixed', () => {
    const [finding] = inspect(make('DevCluster', 'c', { spec: { ...endpoint, backend: { inMemory: {} } } }));
    expect(finding).toMatchObject({ code: 'in-memory-endpoint', severity: 'warning' });
    expect(finding?.message).toBe(
      'its API server is a listener in the manager itself, and stays fixed at 10.0.0.7:20001',
    );
  });

  it('is nothing for other kinds', () => {
    expect([...inspect(make('DockerMachine', 'm')), ...inspect(make('Cluster', 'c'))]).toEqual([]);
  });
});
