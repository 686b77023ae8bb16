import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageHtml } from '../../packages/cli/src/page/render/page-html.ts';
import { launchChromium, openPage, withoutChromium, type Opened } from './chromium.ts';
import { temporaryFiles } from './files.ts';
import { drawFleet, fleetGraphPage, fleetPlanPage } from './fleet.ts';
import { interruptedMovePage } from './journal.ts';

const fleet = drawFleet(3, 3);

describe.skipIf(withoutChromium())('the page in a browser', () => {
  const files = temporaryFiles();
  const urls = {
    plan: files.write('plan.html', pageHtml(fleetPlanPage(fleet))),
    graph: files.write('graph.html', pageHtml(fleetGraphPage(fleet))),
    report: files.write('report.html', pageHtml(interruptedMovePage(fleet.plan))),
    failing: files.write('failing.html', pageHtml(interruptedMovePage(fleet.plan, true))),
    tiny: files.write('tiny.html', pageHtml(fleetPlanPage(drawTiny(), []))),
  };
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    files[Symbol.dispose]();
  });
  const open = (which: keyof typeof urls): Promise<Opened> => openPage(browser, urls[which]);

  it.each(Object.keys(urls) as (keyof typeof urls)[])(
    '%s: every tab opens without a complaint or a request',
    async (which) => {
      await using opened = await open(which);
      const { page } = opened;
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await settle(page);
        await expect(page.getByRole('tabpanel').count()).resolves.toBe(1);
      }
      expect(opened.complaints).toEqual([]);
      expect(opened.requests).toEqual([]);
    },
  );

  it('shows findings with their remedies, and leads from a finding to its object', async () => {
    await using opened = await open('plan');
    const { page } = opened;
    await expect(page.locator('.verdict').textContent()).resolves.toBe('A move would be refused: 3 errors.');
    const paused = page.locator('.finding', { hasText: 'cluster-paused' });
    await expect(paused.locator('.remedy').textContent()).resolves.toBe(
      'Resume it, or declare that it may stay paused: --allow-paused.',
    );
    await paused.getByRole('button', { name: 'Cluster fleet/kyoto' }).click();
    await expect(detailsHeading(page)).resolves.toBe('Clusterkyoto');
  });

  it('finds an object by its name, and shows what belongs to it', async () => {
    await using opened = await open('plan');
    const { page } = opened;
    await page.getByRole('searchbox').fill('machine/oslo-control');
    await expect(rowTexts(page)).resolves.toEqual([
      expect.stringContaining('Machineoslo-control-plane-q8r4v'),
      expect.stringContaining('DockerMachineoslo-control-plane-q8r4v'),
    ]);
    await page.getByRole('row', { name: 'Machine oslo-control' }).first().click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(
      details.getByRole('button', { name: 'KubeadmConfig fleet/oslo-control-plane-q8r4v' }).count(),
    ).resolves.toBe(1);
    await details.getByRole('button', { name: 'KubeadmControlPlane fleet/oslo' }).click();
    await expect(detailsHeading(page)).resolves.toBe('KubeadmControlPlaneoslo');
  });

  it('filters by fate, by kind and by Cluster, and says how many are left', async () => {
    await using opened = await open('plan');
    const { page } = opened;
    await page.getByRole('tab', { name: /Objects/ }).click();
    const panel = page.getByRole('tabpanel');
    const found = (): Promise<string | null> => panel.locator('output').textContent();
    await panel.getByRole('button', { name: /^copied/ }).click();
    await expect(found()).resolves.toBe('4 of 83');
    await expect(rowTexts(page)).resolves.toEqual([
      expect.stringMatching(/^ClusterClassstandardcopied.*Kept because: Cluster other-team\/berlin/),
      ...Array.from({ length: 3 }, () => expect.stringContaining('copied') as unknown),
    ]);
    await panel.getByRole('button', { name: /^moves/ }).click();
    await expect(found()).resolves.toBe('81 of 83');
    await panel.getByRole('combobox', { name: 'Kind' }).selectOption('Machine');
    await expect(found()).resolves.toBe('12 of 83');
    await panel.getByRole('combobox', { name: 'Belongs to' }).selectOption({ label: 'Cluster fleet/lisbon' });
    await expect(found()).resolves.toBe('4 of 83');
    await panel.getByRole('button', { name: 'Show all' }).click();
    await expect(found()).resolves.toBe('83 of 83');
  });

  it('sorts by a column, both ways', async () => {
    await using opened = await open('plan');
    const { page } = opened;
    await page.getByRole('tab', { name: /Objects/ }).click();
    const heading = page.getByRole('columnheader', { name: 'Kind' });
    await heading.getByRole('button').click();
    await expect(heading.getAttribute('aria-sort')).resolves.toBe('ascending');
    expect((await rowTexts(page))[0]).toMatch(/^Cluster(kyoto|lisbon|oslo)/);
    await heading.getByRole('button').click();
    await expect(heading.getAttribute('aria-sort')).resolves.toBe('descending');
    expect((await rowTexts(page))[0]).toMatch(/^Secret/);
  });

  it('opens a Cluster in the graph, and shows an object that was found elsewhere', async () => {
    await using opened = await open('plan');
    const { page } = opened;
    await page.getByRole('tab', { name: 'Graph' }).click();
    const tree = page.getByRole('tree');
    const kyoto = tree.getByRole('treeitem', { name: /^Cluster fleet\/kyoto, 25 objects/ });
    await expect(kyoto.getAttribute('aria-expanded')).resolves.toBe('false');
    await kyoto.locator('.grip').click();
    await settle(page);
    await expect(
      tree.getByRole('treeitem', { name: 'MachineSet fleet/kyoto-md-0-x7k2p, moves' }).count(),
    ).resolves.toBe(1);
    await expect(kyoto.getAttribute('aria-expanded')).resolves.toBe('true');

    await page.getByRole('searchbox').fill('secret/oslo-ca');
    await page.getByRole('button', { name: 'Next found' }).click();
    await settle(page);
    const found = tree.getByRole('treeitem', { name: 'Secret fleet/oslo-ca, moves' });
    await expect(found.getAttribute('aria-selected')).resolves.toBe('true');
    const box = await found.boundingBox();
    expect(box?.x).toBeGreaterThan(0);
    await expect(detailsHeading(page)).resolves.toBe('Secretoslo-ca');
  });

  it('tells the course of a move: phases, the pause between two processes, and the steps of an object', async () => {
    await using opened = await open('failing');
    const { page } = opened;
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const panel = page.getByRole('tabpanel');
    await expect(panel.locator('.legend li').allTextContents()).resolves.toEqual([
      'hold 1.5s',
      'wait 4.2s',
      expect.stringMatching(/^create 4\d\.\ds$/),
      'nobody at work 1h01m',
    ]);
    const [slowest] = await panel.locator('.lane').allTextContents();
    expect(slowest).toMatch(/^Secret fleet\/oslo-md-0-x7k2p-\w+30\.0s$/);
    await panel.locator('.lane').first().click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(details.locator('.failure').textContent()).resolves.toBe(
      'target answered 500 InternalError: webhook "default.example" timed out',
    );
    await expect(details.locator('.steps tbody tr').count()).resolves.toBe(3);
  });

  it('can be used with the keyboard alone', async () => {
    await using opened = await open('plan');
    const { page } = opened;
    const keys = async (...names: readonly string[]): Promise<void> => {
      for (const name of names) await page.keyboard.press(name);
      await settle(page);
    };
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');
    await keys('/');
    await expect(focused()).resolves.toBe('search');
    await page.keyboard.type('machineset');
    await keys('Enter');
    await expect(focused()).resolves.toBe('objects');
    await keys('ArrowDown', 'ArrowDown', 'Enter');
    await expect(detailsHeading(page)).resolves.toBe('MachineSetlisbon-md-0-x7k2p');
    await keys('Escape');
    await expect(page.getByRole('complementary', { name: 'Details' }).count()).resolves.toBe(0);
    await expect(focused()).resolves.toBe('objects');
    await keys('/');
    await keys('Control+a', 'Delete', 'Shift+Tab');
    await expect(focused()).resolves.toBe('tab-objects');
    await keys('ArrowRight');
    await expect(focused()).resolves.toBe('tab-graph');
    for (
      let presses = 0;
      presses < 30 && !(await page.evaluate(() => document.activeElement?.matches('[role=tree]')));
      presses += 1
    ) {
      await keys('Tab');
    }
    const current = (): Promise<string | null> => page.getByRole('tree').locator('.current').getAttribute('aria-label');
    await keys('ArrowDown');
    await expect(current()).resolves.toBe('Shared by several Clusters, 1 object');
    await keys('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight');
    await expect(current()).resolves.toBe('Cluster fleet/kyoto, moves');
    await keys('ArrowLeft');
    await expect(current()).resolves.toMatch(/^Cluster fleet\/kyoto, moves, 2\d objects folded below$/);
    await keys('Enter');
    await expect(detailsHeading(page)).resolves.toBe('Clusterkyoto');
    await keys('Escape', 'ArrowLeft', 'ArrowLeft');
    await expect(current()).resolves.toBe('Cluster fleet/kyoto, 25 objects');
    await expect(page.getByRole('tree').locator('.current').getAttribute('aria-expanded')).resolves.toBe('false');
    expect(opened.complaints).toEqual([]);
  });
});

/** One Cluster with a Machine and its Secret. */
function drawTiny(): ReturnType<typeof drawFleet> {
  const { snapshot, plan, graph } = drawFleet(1, 0);
  const objects = plan.objects.filter(({ ref }) => ['Cluster', 'Machine', 'KubeadmControlPlane'].includes(ref.kind));
  return { snapshot, graph, plan: { ...plan, objects, leftBehind: [], diagnostics: [] } };
}

/** Waits until everything that was asked to be drawn is drawn. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      ),
  );
}

function rowTexts(page: Page): Promise<readonly string[]> {
  return page.locator('#objects .row').allTextContents();
}

async function detailsHeading(page: Page): Promise<string | null> {
  return page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { level: 2 }).textContent();
}
