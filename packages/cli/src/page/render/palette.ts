import type { Tone } from '../model/page.ts';

/** One colour in both schemes: of a mark, and of text on the page's ground (4.5 to 1 and better). */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

export const palette: Readonly<Record<Tone, Colour>> = {
  blue: { light: '#1f5fbf', dark: '#7ab0ff' },
  teal: { light: '#0b6e6e', dark: '#4fd1c5' },
  grey: { light: '#5b6470', dark: '#a3adba' },
  orange: { light: '#a84300', dark: '#ffa463' },
  green: { light: '#1b6e32', dark: '#62d17f' },
  amber: { light: '#8a5a00', dark: '#f0c04c' },
  red: { light: '#b3261e', dark: '#ff8a80' },
  violet: { light: '#6a3fb5', dark: '#c3a6ff' },
};

/** Grounds and lines. */
export const grounds: Readonly<Record<'page' | 'raised' | 'line' | 'link' | 'text' | 'muted', Colour>> = {
  page: { light: '#ffffff', dark: '#14171c' },
  raised: { light: '#f5f7f9', dark: '#1c2128' },
  line: { light: '#d5dae0', dark: '#39414c' },
  link: { light: '#8a94a1', dark: '#6d7785' },
  text: { light: '#1b2027', dark: '#e6eaf0' },
  muted: { light: '#586170', dark: '#a4aebb' },
};

/** Every colour as a CSS variable, for one scheme: `--blue:#1f5fbf;…`. */
export function colourVariables(scheme: keyof Colour): string {
  return Object.entries({ ...palette, ...grounds })
    .map(([name, colour]) => `--${name}:${colour[scheme]};`)
    .join('');
}
