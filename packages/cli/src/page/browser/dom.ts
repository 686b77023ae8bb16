type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

/** An element of HTML. Texts become text nodes, never markup: names come from clusters that nobody vouches for. */
export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function filled<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  for (const child of children) {
    if (child !== undefined) made.append(typeof child === 'string' ? harmless(child) : child);
  }
  return made;
}

/** A text without control characters and marks that turn the direction of writing: they would show another name. */
function harmless(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD');
}

/** True is an attribute without a value, false and undefined none. */
export function setAttribute(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : harmless(value.toString()));
}

/** A button that does something when it is clicked or activated by a key. */
export function button(label: Child, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = html('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}

/** A `dl` of labels and values. */
export function facts(pairs: readonly (readonly [label: string, value: Child])[]): HTMLDListElement {
  return html(
    'dl',
    { class: 'facts' },
    ...pairs.map(([label, value]) => html('div', {}, html('dt', {}, label), html('dd', {}, value))),
  );
}
