import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageHtml } from '../../packages/cli/src/page/render/page-html.ts';
import { pageSvg } from '../../packages/cli/src/page/svg/svg.ts';
import { launchChromium, openPage, withoutChromium } from './chromium.ts';
import { measureTexts } from './contrast.ts';
import { temporaryFiles } from './files.ts';
import { drawFleet, fleetPlanPage } from './fleet.ts';
import { interruptedMovePage } from './journal.ts';

const fleet = drawFleet(2, 2);

describe.skipIf(withoutChromium())('how a page looks', () => {
  const files = temporaryFiles();
  const plan = files.write('plan.html', pageHtml(fleetPlanPage(fleet)));
  const report = files.write('report.html', pageHtml(interruptedMovePage(fleet.plan, true)));
  const picture = files.write('plan.svg', pageSvg(fleetPlanPage(fleet)));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    files[Symbol.dispose]();
  });

  it.each([
    ['plan', 'light', plan],
    ['plan', 'dark', plan],
    ['report', 'light', report],
    ['report', 'dark', report],
  ] as const)('%s: every text can be read in a %s scheme', async (_name, colorScheme, url) => {
    await using opened = await openPage(browser, url, { colorScheme });
    const { page } = opened;
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      const openAll = page.getByRole('button', { name: 'Open all' });
      if (await openAll.isVisible()) {
        await openAll.click();
        for (let clicks = 0; clicks < 4; clicks += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
      }
      await page.waitForTimeout(100);
      const { measured, faint } = await measureTexts(page);
      expect(faint).toEqual([]);
      expect(measured).toBeGreaterThan(30);
    }
    await page.getByRole('tab', { name: /Objects/ }).click();
    await page.locator('#objects .row').first().click();
    expect((await measureTexts(page)).faint).toEqual([]);
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)');
  });

  it('a picture follows the scheme of its reader', async () => {
    const fills = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await using opened = await openPage(browser, picture, { colorScheme });
      fills.push(
        await opened.page.evaluate(() =>
          ['.ground', '.title', '.node'].map((one) => {
            const element = document.querySelector(one);
            return element === null ? '' : getComputedStyle(element).fill;
          }),
        ),
      );
      expect(opened.complaints).toEqual([]);
    }
    expect(fills).toEqual([
      ['rgb(255, 255, 255)', 'rgb(27, 32, 39)', 'rgb(255, 255, 255)'],
      ['rgb(20, 23, 28)', 'rgb(230, 234, 240)', 'rgb(20, 23, 28)'],
    ]);
  });

  it('shows where the keyboard is, names everything that can be used, and has every id once', async () => {
    await using opened = await openPage(browser, report);
    const { page } = opened;
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      const seen = new Set<string>();
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(() => {
          const element = document.activeElement;
          if (element === null || element === document.body) return undefined;
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const label = element.getAttribute('aria-label') ?? element.textContent;
          return { outline: `${outlineStyle} ${outlineWidth}`, label: label.trim() };
        });
        if (focus === undefined) break;
        seen.add(focus.label);
        expect(focus).toEqual({ outline: 'solid 2px', label: expect.stringMatching(/./) as unknown });
      }
      expect(seen.size).toBeGreaterThan(3);
      const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
      expect(ids).toEqual([...new Set(ids)]);
    }
  });

  it('fits a narrow screen: nothing but tables and the graph is wider than it', async () => {
    await using opened = await openPage(browser, plan, { viewport: { width: 420, height: 800 } });
    const widths = await opened.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths).toEqual([420, 420]);
  });

  it('can be printed: all sections one after the other, the table with its rows', async () => {
    await using opened = await openPage(browser, plan);
    const { page } = opened;
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await expect(
      page
        .locator('#panel-overview, #panel-objects')
        .evaluateAll((panels) => panels.map((one) => one.checkVisibility())),
    ).resolves.toEqual([true, true]);
    await expect(page.locator('#objects .row').count()).resolves.toBe(
      fleet.plan.objects.length + fleet.plan.leftBehind.length,
    );
  });
});
