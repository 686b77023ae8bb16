import type { Page } from 'playwright-core';

/** A text whose colour is too close to what is behind it. */
export interface FaintText {
  readonly text: string;
  readonly ratio: number;
  readonly colours: string;
}

/**
 * Measures every text in sight as WCAG 2 does, and tells those below level AA: 4.5 to 1, or 3 to 1 for large ones.
 * What is dimmed because it was not asked for does not count.
 */
export async function measureTexts(
  page: Page,
): Promise<{ readonly measured: number; readonly faint: readonly FaintText[] }> {
  return page.evaluate(() => {
    type Rgb = readonly [number, number, number];
    const read = (colour: string): { readonly rgb: Rgb; readonly alpha: number } | undefined => {
      const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      if (!colour.startsWith('rgb') || red === undefined || green === undefined || blue === undefined) return undefined;
      return { rgb: [red, green, blue], alpha };
    };
    const luminance = (rgb: Rgb): number => {
      const [red, green, blue] = rgb.map((value) => {
        const share = value / 255;
        return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      }) as unknown as Rgb;
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const solid = (colour: string): Rgb | undefined => {
      const found = read(colour);
      return found === undefined || found.alpha < 1 ? undefined : found.rgb;
    };
    const behind = (element: Element): Rgb => {
      for (let one: Element | null = element; one !== null; one = one.parentElement) {
        if (one instanceof SVGGElement) {
          const rect = one.querySelector(':scope > rect');
          const fill = rect === null ? undefined : solid(getComputedStyle(rect).fill);
          if (fill !== undefined) return fill;
        }
        const ground = solid(getComputedStyle(one).backgroundColor);
        if (ground !== undefined) return ground;
      }
      return [255, 255, 255];
    };
    let measured = 0;
    const faint: { text: string; ratio: number; colours: string }[] = [];
    for (const element of document.querySelectorAll('body *, body')) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join('');
      if (text === '' || element.closest('.dim, script, style, title, noscript, option, .sr') !== null) continue;
      if (!(element.checkVisibility() && element.getBoundingClientRect().width > 0)) continue;
      const style = getComputedStyle(element);
      const own = read(element instanceof SVGElement ? style.fill : style.color);
      const ground = behind(element);
      if (own === undefined) continue;
      measured += 1;
      const [lighter = 0, darker = 0] = [luminance(own.rgb), luminance(ground)].sort((a, b) => b - a);
      const ratio = (lighter + 0.05) / (darker + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) faint.push({ text, ratio, colours: `${own.rgb.join()} on ${ground.join()}` });
    }
    return { measured, faint };
  });
}
