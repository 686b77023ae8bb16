import type { ScaleValue } from '../model/page.ts';
import { html } from './dom.ts';

/** A value of a scale as a word with its colour; the word says the same as the colour. */
export function badge(value: ScaleValue | undefined): HTMLElement | string {
  if (value === undefined) return '';
  return html('span', { class: `badge ${value.tone}`, title: value.hint }, value.label);
}

/** How much of a whole has each value, as a bar; for the eye only, the numbers stand beside it. */
export function shareBar(shares: readonly { readonly value: ScaleValue; readonly count: number }[]): HTMLElement {
  const bar = html('span', { class: 'shares', 'aria-hidden': 'true' });
  for (const { value, count } of shares) {
    const part = html('span', { class: value.tone });
    part.style.flexGrow = count.toString();
    bar.append(part);
  }
  return bar;
}
