import { expect, test } from 'vitest';
import { compareNumbers, compareVersions, parseVersion } from './version.ts';

function parsed(text: string): NonNullable<ReturnType<typeof parseVersion>> {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(text);
  return version;
}

test('versions are in the order of semantic versioning, pre-releases before their release', () => {
  const ordered = [
    '1.0.0-alpha',
    'v1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    'v1.0.0-beta.11',
    '1.0.0-rc.1',
    'v1.0.0',
    '1.9.12',
    '1.10.0',
  ];
  const shuffled = ordered.toReversed();
  expect(shuffled.sort((a, b) => compareVersions(parsed(a), parsed(b)))).toEqual(ordered);
});

test('a leading v and build metadata do not count', () => {
  expect(compareVersions(parsed('v1.2.3+k3s1'), parsed('1.2.3'))).toBe(0);
});

test('what a distribution adds to the version of Kubernetes does not make it older', () => {
  expect(compareNumbers(parsed('v1.20.0-eks-4f4795d'), parsed('v1.20.0'))).toBe(0);
  expect(compareNumbers(parsed('v1.19.16'), parsed('v1.20.0'))).toBeLessThan(0);
});

test.each(['', 'main', '1.2', 'v1.2.3.4', '1.2.x'])('"%s" is no version', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});
