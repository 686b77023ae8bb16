import type { Plan } from '@tsmove/move-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageHtml } from '../../packages/cli/src/page/render/page-html.ts';
import { pageSvg } from '../../packages/cli/src/page/svg/svg.ts';
import { launchChromium, openPage, withoutChromium } from './chromium.ts';
import { temporaryFiles } from './files.ts';
import { drawFleet, fleetPlanPage } from './fleet.ts';
import { interruptedMovePage } from './journal.ts';

/** What a cluster might have in the place of names, if its API server checked nothing. */
const names = [
  '</script><img src=x onerror="window.harmed=1">',
  '<!--<script>window.harmed=1</script>',
  '"><svg onload=window.harmed=1>',
  "'};window.harmed=1;//",
  '</title></style></svg><script>window.harmed=1</script>',
  ']]><script xlink:href="data:,window.harmed=1"/>',
  'line\u2028break\u0000\u001b[31m\u202egnp.exe',
] as const;

/** A plan in which everything that comes from clusters is hostile. */
function hostilePlan(): Plan {
  const { plan } = drawFleet(1, 1);
  const nameAt = (index: number): string => names[index % names.length] ?? '';
  return {
    ...plan,
    scope: { ...plan.scope, namespace: names[4] },
    source: { ...plan.source, url: `https://${names[0]}` },
    objects: plan.objects.map((object, index) => ({
      ...object,
      ref: {
        ...object.ref,
        kind: index === 0 ? object.ref.kind : nameAt(index),
        name: nameAt(index + 1),
        namespace: nameAt(index + 2),
      },
      because: nameAt(index),
    })),
    leftBehind: plan.leftBehind.map((one, index) => ({ ...one, because: nameAt(index) })),
    diagnostics: names.map((name) => ({ code: 'provider-older', severity: 'error', message: name, remedy: name })),
  };
}

describe.skipIf(withoutChromium())('names that are meant to harm', () => {
  const files = temporaryFiles();
  const plan = hostilePlan();
  const fleet = { ...drawFleet(1, 1), plan };
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    files[Symbol.dispose]();
  });

  it.each([
    ['plan', fleetPlanPage(fleet, plan.diagnostics)],
    ['report', interruptedMovePage(plan, true)],
  ])('stand on the page of a %s as the texts that they are', async (name, model) => {
    await using opened = await openPage(browser, files.write(`${name}.html`, pageHtml(model)));
    const { page } = opened;
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.waitForTimeout(50);
      expect(await page.locator('script, style').count()).toBe(3);
      expect(await page.locator('img, object, embed, iframe, link:not([rel=icon]), [onerror], [onload]').count()).toBe(
        0,
      );
    }
    await page.getByRole('tab', { name: /Objects/ }).click();
    await page.locator('#objects .row').nth(1).click();
    const shown = await page.locator('#objects').textContent();
    expect(shown).toContain('</script><img src=x onerror="window.harmed=1">');
    expect(shown).toContain('\uFFFD[31m\uFFFDgnp.exe');
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
    expect({ dialogs, complaints: opened.complaints, requests: opened.requests }).toEqual({
      dialogs: 0,
      complaints: [],
      requests: [],
    });
  });

  it('stand in a picture as the texts that they are, and the picture is well-formed', async () => {
    const url = files.write('plan.svg', pageSvg(fleetPlanPage(fleet, plan.diagnostics)));
    await using opened = await openPage(browser, url);
    const { page } = opened;
    const seen = await page.evaluate(() => ({
      root: document.documentElement.tagName,
      broken: document.querySelectorAll('parsererror').length,
      scripts: document.querySelectorAll('script, img, a, image, use').length,
      harmed: 'harmed' in window,
      title: document.querySelector('title')?.textContent,
    }));
    expect(seen).toEqual({
      root: 'svg',
      broken: 0,
      scripts: 0,
      harmed: false,
      title: `Plan of namespace ${names[4]}`,
    });
    expect({ complaints: opened.complaints, requests: opened.requests }).toEqual({ complaints: [], requests: [] });
  });
});
