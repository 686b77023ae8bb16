import { describe, expect, it } from 'vitest';
import { parseDuration } from '../flags/duration.ts';
import { jobRunGroups } from '../flags/job.ts';
import { parseListenAddress } from '../flags/listen-address.ts';
import { argumentsOf } from './arguments.ts';

describe('flags as arguments', () => {
  it('are written so that they mean the same', () => {
    const flags = {
      namespace: 'fleet',
      namespaceMap: { from: 'fleet', to: 'prod' },
      cluster: ['a', 'b'],
      pauseTimeout: parseDuration('1h30m'),
      perCluster: true,
      markReady: false,
      metrics: parseListenAddress('[::1]:9090'),
      concurrency: 8,
      image: 'not a flag of the run',
      quiet: undefined,
    };
    const args = argumentsOf(flags, jobRunGroups);
    expect([...args].sort()).toEqual([
      '--cluster=a',
      '--cluster=b',
      '--concurrency=8',
      '--metrics=[::1]:9090',
      '--namespace-map=fleet=prod',
      '--namespace=fleet',
      '--pause-timeout=5400000ms',
      '--per-cluster',
    ]);
    expect(parseDuration('5400000ms')).toBe(flags.pauseTimeout);
  });
});

describe('an address to listen on', () => {
  it.each([
    [':9090', { host: undefined, port: 9090 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['localhost:8080', { host: 'localhost', port: 8080 }],
  ])('%s', (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected);
  });

  it.each(['9090', '', ':', ':99999', '::1:80', 'a b:1', 'http://x:1'])('is not %j', (text) => {
    expect(() => parseListenAddress(text)).toThrow(SyntaxError);
  });
});
