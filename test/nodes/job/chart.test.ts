import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { census } from '../../support/census.ts';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { until } from '../../support/processes/until.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { chart, startHelm, type Helm } from '../../e2e/job/helm.ts';
import { requireAll, sidesOf } from '../../e2e/trouble/sides.ts';
import { describeOnNodes } from '../requirements.ts';
import { home, type JobBed, startJobBed } from './bed.ts';
import { type BuiltImage, buildImage } from './image.ts';

describeOnNodes('a move that Helm installs', () => {
  let image: BuiltImage;
  let bed: JobBed;
  let helm: Helm;

  beforeAll(async () => {
    image = await buildImage();
    bed = await startJobBed(image);
    helm = await startHelm();
  });

  afterAll(async () => {
    await helm[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
    await image[Symbol.asyncDispose]();
  });

  /** The chart with what the test bed's Jobs need on top: its API servers are on the loopback of the host. */
  async function chartOnHostNetwork(): Promise<string> {
    const copy = join(helm.directory, 'chart');
    await cp(chart, copy, { recursive: true });
    const file = join(copy, 'templates/job.yaml');
    const port = new URL(bed.here.url).port;
    const text = await readFile(file, 'utf8');
    const changed = text
      .replaceAll('      restartPolicy: Never\n', '      restartPolicy: Never\n      hostNetwork: true\n')
      .replaceAll(
        '          env:\n',
        `          env:
            - { name: KUBERNETES_SERVICE_HOST, value: 127.0.0.1 }
            - { name: KUBERNETES_SERVICE_PORT, value: '${port}' }
`,
      );
    expect(changed.split('hostNetwork')).toHaveLength(3);
    await writeFile(file, changed);
    return copy;
  }

  test('is made by the pod of its Job, and after it nothing of the release is left', async () => {
    const namespace = 'charted';
    const { here, pair } = bed;
    await seedClusters(pair.source, { namespace, count: 1 });
    const before = await sidesOf(pair, namespace);
    const place = await chartOnHostNetwork();
    const to = ['-n', home, '--kubeconfig', here.kubeconfig];
    let resident: readonly string[] = [];

    const job = await bed.startJob(namespace, [], async (render) => {
      resident = [...(await census(here, home)).keys()];
      const values = await helm.values(await render('values'));
      await helm('install', namespace, place, '--values', values, ...to);
    });

    expect(await job.ended()).toBe('Complete');
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    await requireAll(pair, namespace, before);
    expect((await job.status())['state']).toBe('Succeeded');

    await helm('uninstall', namespace, '--wait', ...to);
    // The status is the Job's, and its Events and pods are, so they go by the garbage collector.
    await until({ what: 'everything of the release to be gone', timeout: 60_000 }, async () => {
      return (await census(here, home)).size === resident.length;
    });
    expect([...(await census(here, home)).keys()]).toEqual(resident);
  });
});
