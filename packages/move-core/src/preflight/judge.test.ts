import { expect, test } from 'vitest';
import { UsageError, type Diagnostic } from '../errors.ts';
import { findingCodes } from './codes.ts';
import { judge, skippableCodes } from './judge.ts';

const error = (code: string, name = 'a'): Diagnostic => ({
  code,
  severity: 'error',
  ref: { group: '', version: 'v1', kind: 'Secret', namespace: 'fleet', name },
  message: `it is ${code}`,
  remedy: 'Do something.',
});

test('nothing is allowed unless the user says so', () => {
  const found = Object.keys(findingCodes).map((code) => error(code));
  expect(judge(found).every(({ severity }) => severity === 'error')).toBe(true);
});

test('an allowed error becomes a warning that says so and asks for nothing', () => {
  const [found] = judge([error('cluster-paused')], { paused: true });
  expect(found).toEqual({
    code: 'cluster-paused',
    severity: 'warning',
    ref: error('cluster-paused').ref,
    message: 'it is cluster-paused (allowed)',
  });
});

test.each([
  ['paused', ['cluster-paused', 'clusterclass-paused']],
  ['leftBehind', ['garbage-collected', 'left-behind', 'owner-cycle', 'owner-unknown']],
  ['empty', ['nothing-to-move']],
  ['gitopsSuspended', ['gitops-managed']],
] as const)('the allowance "%s" is for its own findings only', (allowance, codes) => {
  const all = Object.keys(findingCodes).map((code) => error(code));
  const allowed = judge(all, { [allowance]: true }).filter(({ severity }) => severity === 'warning');
  expect(allowed.map(({ code }) => code)).toEqual(codes);
});

test('single findings can be passed over by their code, those of providers as well', () => {
  const found = judge([error('provider-older'), error('acme-not-ready')], {
    skip: ['provider-older', 'acme-not-ready'],
  });
  expect(found.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
});

test('a code that does not exist is refused, and the error lists those that do', () => {
  expect(() => judge([], { skip: ['provider-oldre'] })).toThrow(UsageError);
  expect(() => judge([], { skip: ['provider-oldre'] })).toThrow(/no such finding: provider-oldre; .*provider-older/);
});

test.each(['source-is-target', 'type-not-served', 'already-exists', 'shared-object-differs'])(
  '"%s" can never be passed over',
  (code) => {
    expect(() => judge([error(code)], { skip: [code] })).toThrow(UsageError);
    expect(skippableCodes()).not.toContain(code);
  },
);

test('warnings and notes are not changed by an allowance', () => {
  const note: Diagnostic = { code: 'cluster-paused', severity: 'info', message: 'so it is' };
  expect(judge([note], { paused: true })).toEqual([note]);
});

test('findings come in one order: errors first, then by code and object', () => {
  const warning: Diagnostic = { code: 'a', severity: 'warning', message: 'w' };
  const found = judge([warning, error('b', 'z'), error('b', 'y'), error('a')]);
  expect(found.map(({ code, severity, ref }) => `${severity} ${code} ${ref?.name ?? '-'}`)).toEqual([
    'error a a',
    'error b y',
    'error b z',
    'warning a -',
  ]);
});
