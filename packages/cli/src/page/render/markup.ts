/** A text as content or as a quoted attribute of HTML and of XML, which knows fewer characters. */
export function escapeText(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0).toString()};`);
}

/** A value as JSON that can stand in a script element: nothing in it can end the element or begin a comment. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

/** XML knows no control characters, not even escaped ones; marks that turn the direction of writing mislead readers. */
function withoutControls(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\p{Cs}\p{Bidi_Control}\uFFFE\uFFFF]/gu, '\uFFFD');
}
