import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { stringifyJson } from '../model/json-codec.ts';
import type { Provider } from '../provider/types.ts';
import { createInspection } from './inspect.ts';
import { createTranslation } from './translate.ts';

const map = { from: 'fleet', to: 'prod' };
const provider: Provider = {
  name: 'test',
  namespaces: [
    {
      kinds: [{}],
      names: ['/spec/namespaces/*', '/spec/home'],
      prefixes: [{ at: '/metadata/annotations/host', separator: '/' }],
      json: [{ at: '/metadata/annotations/status', holds: '/status' }],
      keeps: ['/spec/kept'],
    },
  ],
};
const translation = createTranslation(map, [provider]);
const inspect = createInspection(map, [provider]);

/** Words that are, or look like, the namespaces. */
const word = fc.constantFrom(
  'fleet',
  'prod',
  'other',
  'fleet/a',
  'prod/a',
  'fleet-1',
  '.fleet.svc',
  'x',
  '"fleet"',
  '',
);
const key = fc.constantFrom('name', 'namespace', 'kind', 'home', 'namespaces', 'kept', 'spec', 'status', 'a', 'fleet');
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.constantFrom<JsonValue>(null, true, 7, 12345678901234567890n),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
const spaced = fc
  .tuple(value, fc.constantFrom('', ' ', '\n'), fc.constantFrom('', '\n'))
  .map(([content, before, after]) => before + stringifyJson(content) + after);
const fields = fc.dictionary(
  fc.constantFrom('f:spec', 'f:home', 'k:{"name":"a","namespace":"fleet"}', 'v:"fleet"', 'v:"prod"', 'i:0', '.'),
  fc.constant({}),
);

const object: fc.Arbitrary<KubeObject> = fc
  .record({
    namespace: word,
    host: word,
    status: fc.oneof(spaced, word),
    spec: value,
    state: value,
    owned: fields,
  })
  .map(({ namespace, host, status, spec, state, owned }) => ({
    apiVersion: 'test.dev/v1',
    kind: 'Box',
    metadata: {
      name: 'fleet',
      namespace,
      annotations: { host, status },
      managedFields: [{ manager: 'm', fieldsV1: { 'f:spec': { 'f:namespaces': owned } } }],
    },
    spec,
    status: state,
  }));

const text = (one: KubeObject): string => stringifyJson(one);

it('what is said twice is what was there, byte by byte, whatever it is', () => {
  fc.assert(
    fc.property(object, (one) => {
      expect(text(translation.object(translation.object(one)))).toBe(text(one));
    }),
    { numRuns: 500 },
  );
});

it('of an object without a finding, no namespace is left behind, and none was there before', () => {
  let accepted = 0;
  fc.assert(
    fc.property(object, (one) => {
      const { clashing, unproven, inText } = inspect(one);
      if (clashing.length + unproven.length + inText.length > 0) return;
      accepted += 1;
      const there = translation.object(one);
      // In the target's words nothing that is rewritten has the old name any more.
      expect(inspect(there).rewritten).toEqual([]);
      expect(inspect(there).clashing.length).toBe(inspect(one).rewritten.length);
      expect(text(translation.object(there))).toBe(text(one));
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(20);
});

it('an unknown place that says the namespace is always found', () => {
  fc.assert(
    fc.property(fc.constantFrom('fleet', 'fleet/x'), fc.constantFrom('pool', 'where', 'a'), (said, place) => {
      const one: KubeObject = {
        apiVersion: 'test.dev/v1',
        kind: 'Box',
        metadata: { name: 'a', namespace: 'fleet' },
        spec: { deep: [{ [place]: said }] } satisfies JsonObject,
      };
      expect(inspect(one).unproven).toEqual([`spec.deep[0].${place}`]);
    }),
  );
});
