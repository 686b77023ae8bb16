/** Attributes of an element; numbers are rounded, so that the same data gives the same bytes on every machine. */
type Attributes = Readonly<Record<string, string | number>>;

/** One element, around what is in it; text has to be escaped already. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escape(value)}"`)
    .join('');
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`;
}

export function text(x: number, y: number, classes: string, words: string, anchor = 'start'): string {
  return element('text', { x, y, class: classes, 'text-anchor': anchor }, escape(words));
}

export function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
