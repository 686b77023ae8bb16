import { expect, test } from 'vitest';
import { garbageCollected } from '../support/control-plane/garbage-collected.ts';
import { startPair } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';
import { pathOf } from '../support/api/discovery.ts';

test('the collector takes an object of a fresh kind whose owner does not exist, and leaves one whose owner does', async () => {
  const t = performance.now();
  await using pair = await startPair({ crds: 'all' });
  console.log('pair', performance.now() - t);
  const { source } = pair;
  await defineCrd(source, { group: 'example.test', kind: 'Widget' });
  await source.api.call('POST', '/api/v1/namespaces', { metadata: { name: 'fleet' } });
  const widgets = pathOf(await source.kinds.find('Widget'), 'fleet');
  const widget = (name: string, owners: unknown[] = []) =>
    source.api.call('POST', widgets, { apiVersion: 'example.test/v1', kind: 'Widget', metadata: { name, ownerReferences: owners } });
  const owner = await widget('owner');
  const reference = { apiVersion: 'example.test/v1', kind: 'Widget', name: 'owner' };
  await widget('owned', [{ ...reference, uid: owner.metadata.uid }]);
  await widget('orphan', [{ ...reference, name: 'nobody', uid: '00000000-0000-4000-8000-000000000000' }]);
  await widget('of-a-dead-uid', [{ ...reference, uid: '00000000-0000-4000-8000-000000000001' }]);

  const s = performance.now();
  await garbageCollected(source);
  console.log('gc', performance.now() - s);

  const { items } = await source.api.call<{ items: { metadata: { name: string } }[] }>('GET', widgets);
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['owned', 'owner']);
  const u = performance.now();
  await widget('later', [{ ...reference, name: 'nobody', uid: '00000000-0000-4000-8000-000000000000' }]);
  await garbageCollected(source);
  console.log('gc', performance.now() - u);
});
