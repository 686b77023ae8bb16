import { describe, expect, it } from 'vitest';
import { fromConfigMap, toConfigMap } from './record-object.ts';
import { differingSettings, formatRecord, parseRecord, pendingSteps, type PivotRecord } from './record.ts';
import { settingsToJson } from './settings.ts';

const record: PivotRecord = {
  format: 1,
  pivotId: '20260101-000000-abcdef01',
  namespace: 'fleet',
  sourceUid: 's',
  targetUid: 't',
  settings: settingsToJson({ scope: { namespace: 'fleet' } }),
  direction: 'forward',
  steps: { ...pendingSteps(), components: 'doing' },
  holding: 'h',
  beat: 3,
  renewed: '2026-01-01T00:00:00Z',
  durationMs: 30_000,
  sideData: { leases: { data: null } },
  components: [],
  scaled: [],
  webhooks: [],
};

describe('the record of a pivot', () => {
  it('is the same after it was in a ConfigMap, and people can read where it stands', async () => {
    const configMap = await toConfigMap(record);
    expect(await fromConfigMap(configMap)).toEqual(record);
    expect(configMap.metadata).toMatchObject({ namespace: 'tsmove-system', name: 'tsmove-pivot-fleet' });
    expect(configMap['data']).toMatchObject({ pivot: record.pivotId, holder: '' });
    expect(JSON.stringify(configMap['data'])).toContain('components: doing');
  });

  it.each([
    ['of a newer tsmove', '{"format":2}', 'journal-newer'],
    ['that is cut short', '{"format":1', 'journal-damaged'],
    ['that lacks something', '{"format":1}', 'journal-damaged'],
  ])('%s is refused', (_which, text, code) => {
    expect(() => parseRecord(text, 'it')).toThrow(expect.objectContaining({ code }));
  });
});

it.each(Object.keys(record))('a record without %s is refused: an undo goes by nothing else', (field) => {
  const { [field as keyof PivotRecord]: _lost, ...rest } = record;
  expect(() => parseRecord(JSON.stringify(rest), 'it')).toThrow();
});

it('a record with a step in a state that does not exist is refused', () => {
  const odd = { ...record, steps: { ...record.steps, move: 'perhaps' } };
  expect(() => parseRecord(JSON.stringify(odd), 'it')).toThrow(expect.objectContaining({ code: 'journal-damaged' }));
});

it('a record keeps integers of 64 bits exactly', () => {
  const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' };
  const type = {
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    plural: 'configmaps',
    namespaced: true,
    hasStatus: false,
  };
  const inverse = { spec: { big: 9_007_199_254_740_993n } };
  const kept = { ...record, components: [{ ref, type, how: 'change', uid: 'u', inverse }] } satisfies PivotRecord;
  expect(parseRecord(formatRecord(kept), 'it').components[0]?.inverse).toEqual(inverse);
});

describe('settings', () => {
  const map = (value: string): { readonly apiVersion: string; readonly kind: string } & Record<string, unknown> => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: { a: value, b: 'c' },
  });
  const given = (value: string, scaleDownSource: boolean): ReturnType<typeof settingsToJson> =>
    settingsToJson({
      scope: { namespace: 'fleet' },
      scaleDownSource,
      components: [{ ...map(value), metadata: { name: 'm', namespace: 'a' } }],
    });

  it('that differ are named, and components are told by a digest', () => {
    expect(differingSettings(given('x', true), given('x', true))).toEqual([]);
    expect(differingSettings(given('x', true), given('y', false))).toEqual(['components', 'scaleDownSource']);
    expect(JSON.stringify(given('secret-word', true))).not.toContain('secret-word');
  });
});
