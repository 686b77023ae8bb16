import fc from 'fast-check';
import { withEnvironment } from '../../../packages/cli/src/flags/environment.ts';
import { parseDuration } from '../../../packages/cli/src/flags/duration.ts';
import { parseLeasePlace, parseRanges } from '../../../packages/cli/src/flags/lease-places.ts';
import { parseMoveId } from '../../../packages/cli/src/flags/move-id.ts';
import { moveGroups } from '../../../packages/cli/src/flags/move.ts';
import * as values from '../../../packages/cli/src/flags/values.ts';
import { fakeContext } from '../../../packages/cli/src/testing/fake-context.ts';
import { parseVersion } from '../../../packages/move-core/src/preflight/version.ts';
import { anyText, mutatedText } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  duration: (text) => inRange(parseDuration(text)),
  name: values.parseName,
  code: values.parseCode,
  object: values.parseObject,
  resource: values.parseResource,
  count: values.parseCount(1, 256),
  boolean: (text) => isBoolean(values.parseBoolean(text)),
  workload: values.parseWorkload,
  text: values.parseText,
  moveId: parseMoveId,
  leasePlace: parseLeasePlace,
  ranges: parseRanges,
  version: parseVersion,
};

function inRange(ms: number): void {
  if (!Number.isSafeInteger(ms) || ms <= 0) throw new Error(`${ms.toString()} is no duration`);
}

function isBoolean(value: unknown): void {
  if (typeof value !== 'boolean') throw new Error(`${String(value)} is no boolean`);
}

const samples: readonly (readonly [reader: string, text: string])[] = [
  ...['90s', '5m', '1h30m', '1.5h', '24h', '100ms', '.5s'].map((text) => ['duration', text] as const),
  ...['true', 'f', 'yes', '0', 'constructor', 'valueof', '__proto__'].map((text) => ['boolean', text] as const),
  ['name', 'prod-0'],
  ['code', 'cluster-paused'],
  ['object', 'Machine/fleet/prod-0'],
  ['resource', 'baremetalhosts.metal3.io'],
  ['count', '16'],
  ['workload', 'capi-system/capi-controller-manager'],
  ['moveId', '20260131-093000-1a2b3c4d'],
  ['leasePlace', 'configmap:metal3/leases:dnsmasq.leases'],
  ['ranges', '172.22.0.10,172.22.0.99 172.23.0.0/24'],
  ['version', 'v1.13.0-rc.1+build'],
];

const variables = ['TSMOVE_YES', 'TSMOVE_TIMEOUT', 'TSMOVE_CONCURRENCY', 'TSMOVE_CLUSTER', 'TSMOVE_OUTPUT', 'TSMOVE_V'];

export const valueParsers: readonly Parser[] = [
  parser({
    name: 'values of flags',
    mutated: fc
      .constantFrom(...samples)
      .chain(([reader, text]) => mutatedText(fc.constant(text)).map((changed) => [reader, changed] as const)),
    arbitrary: fc.tuple(fc.constantFrom(...Object.keys(readers)), anyText),
    read: ([reader, text]: readonly [string, string]) => readers[reader]?.(text),
    raises: SyntaxError,
    quotes: true,
  }),
  parser({
    name: 'environment variables',
    mutated: fc.dictionary(fc.constantFrom(...variables), fc.constantFrom(...samples.map(([, text]) => text))),
    arbitrary: fc.dictionary(fc.constantFrom(...variables), anyText),
    read: (env: Readonly<Record<string, string>>) => {
      const { problems } = withEnvironment(fakeContext({ env }), {}, moveGroups);
      const unnamed = problems.find((problem) => !variables.some((name) => problem.startsWith(name)));
      if (unnamed !== undefined) throw new Error(`it does not say which variable: ${unnamed}`);
    },
  }),
];
