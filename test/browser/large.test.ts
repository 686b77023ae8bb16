import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageHtml } from '../../packages/cli/src/page/render/page-html.ts';
import { launchChromium, openPage, withoutChromium } from './chromium.ts';
import { temporaryFiles } from './files.ts';
import { drawFleet, fleetPlanPage } from './fleet.ts';

// 40 Clusters of 125 objects.
const fleet = drawFleet(40, 28);

describe.skipIf(withoutChromium())(`a page of ${fleet.plan.objects.length} objects`, () => {
  const files = temporaryFiles();
  const url = files.write('large.html', pageHtml(fleetPlanPage(fleet)));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    files[Symbol.dispose]();
  });

  it('opens quickly, and has no more rows in the document than fit on the screen', async () => {
    expect(fleet.plan.objects.length).toBeGreaterThan(5_000);
    await using opened = await openPage(browser, url);
    const { page } = opened;
    const ms = await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.duration ?? Infinity);
    expect(ms).toBeLessThan(5_000);
    await page.getByRole('tab', { name: /Objects/ }).click();
    expect(await page.locator('#objects .row').count()).toBeLessThan(80);
    await page.locator('#objects').press('End');
    const last = await page.locator('#objects .row.current').textContent();
    expect(last).toContain('legacy');
    expect(await page.locator('#objects .row').count()).toBeLessThan(80);
    expect(opened.complaints).toEqual([]);
  });

  it('finds one among them, in the table and in the graph', async () => {
    await using opened = await openPage(browser, url);
    const { page } = opened;
    await page.getByRole('searchbox').fill('osaka-3 kubeconfig secret');
    await expect(page.locator('#objects .row').allTextContents()).resolves.toEqual([
      expect.stringContaining('Secretosaka-3-kubeconfigmoves'),
    ]);
    await page.getByRole('tab', { name: 'Graph' }).click();
    await page.getByRole('searchbox').press('Enter');
    const found = page.getByRole('treeitem', { name: 'Secret fleet/osaka-3-kubeconfig, moves' });
    await found.waitFor();
    await expect(found.getAttribute('aria-selected')).resolves.toBe('true');
    // Only the Cluster that it is in was opened for it.
    await expect(page.locator('[data-group][aria-expanded=true]').count()).resolves.toBe(1);
  });

  it('shows all of them at once without a node for each', async () => {
    await using opened = await openPage(browser, url);
    const { page } = opened;
    await page.getByRole('tab', { name: 'Graph' }).click();
    await page.getByRole('button', { name: 'Open all' }).click();
    await page.locator('path.mass').first().waitFor();
    expect(await page.locator('svg *').count()).toBeLessThan(1_000);
    const frames = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const tree = document.querySelector('[role=tree]');
          const start = performance.now();
          let drawn = 0;
          const step = (): void => {
            tree?.dispatchEvent(new WheelEvent('wheel', { deltaX: 20, deltaY: 20, bubbles: true, cancelable: true }));
            drawn += 1;
            if (drawn === 20) resolve((performance.now() - start) / drawn);
            else requestAnimationFrame(step);
          };
          requestAnimationFrame(step);
        }),
    );
    // ms for a frame while panning, on whatever machine this runs.
    expect(frames).toBeLessThan(250);
    expect(opened.complaints).toEqual([]);
  });
});
