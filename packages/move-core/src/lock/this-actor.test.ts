import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { libraryVersion, thisActor } from './this-actor.ts';

test('this process has a name, a host, a process id and a boot that stay the same', () => {
  const actor = thisActor();
  expect(actor).toMatchObject({ host: hostname(), pid: process.pid });
  expect(actor.name).toContain(hostname());
  expect(thisActor()).toEqual(actor);
});

test('what is given counts more', () => {
  expect(thisActor({ name: 'portal', tool: 'portal 7' })).toMatchObject({ name: 'portal', tool: 'portal 7' });
});

test('the version is that of the package', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ version: libraryVersion });
  expect(thisActor().tool).toBe(`tsmove-core ${libraryVersion}`);
});
