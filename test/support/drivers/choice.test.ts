import { afterEach, expect, test, vi } from 'vitest';
import { chosenDrivers } from './choice.ts';
import { existingDriver } from './existing/existing-driver.ts';
import { kindDriver } from './kind/kind-driver.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const names = (): readonly string[] => chosenDrivers().map(([name]) => name);

test('servers as processes need nothing, so they are what nobody has to ask for', () => {
  vi.stubEnv('TSMOVE_TEST_DRIVER', '');
  expect(names()).toEqual(['envtest']);
});

test('several are named with commas', () => {
  vi.stubEnv('TSMOVE_TEST_DRIVER', 'envtest, container,node');
  expect(names()).toEqual(['envtest', 'container', 'node']);
});

test('a name that is none is answered with those that there are', () => {
  vi.stubEnv('TSMOVE_TEST_DRIVER', 'docker');
  expect(names).toThrow(
    'TSMOVE_TEST_DRIVER: there is no driver docker, only: envtest, container, node, kind, existing',
  );
});

test('clusters of somebody’s are left alone unless he says that they may be used', async () => {
  vi.stubEnv('TSMOVE_TEST_SOURCE_KUBECONFIG', '/no/such/file');
  vi.stubEnv('TSMOVE_TEST_EXISTING', '');
  await expect(existingDriver.start({ name: 'source' })).rejects.toThrow('TSMOVE_TEST_EXISTING=allow says that it may');
  vi.stubEnv('TSMOVE_TEST_EXISTING', 'allow');
  await expect(existingDriver.start({ name: 'target' })).rejects.toThrow('in TSMOVE_TEST_TARGET_KUBECONFIG');
});

test('without kind, its driver says what it wants', async () => {
  vi.stubEnv('PATH', '/nonexistent');
  await expect(kindDriver.start({ name: 'source' })).rejects.toThrow('wants the program kind');
});
