/** Breaks a text into lines of at most `width` characters, between words; a longer word keeps a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const least = Math.max(width, 20);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > least) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
