import { stripVTControlCharacters } from 'node:util';

const newlines = /\r\n|[\r\n]/g;
const harmful = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * A text from elsewhere (a name, a server's message) without what could steer the terminal: escape sequences, control
 * characters, marks that turn the direction of writing. Its lines are kept.
 */
export function printableLines(text: string): readonly string[] {
  return stripVTControlCharacters(text)
    .split(newlines)
    .map((line) => line.replaceAll('\t', ' ').replace(harmful, '').trimEnd())
    .filter((line) => line !== '');
}

/** A line of our own with such a text in it; its blanks are kept. */
export function printableLine(text: string): string {
  return stripVTControlCharacters(text).replace(harmful, '');
}

/** The same on one line. */
export function printable(text: string): string {
  return printableLines(text).join(' ');
}
