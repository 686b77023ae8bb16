// warn-code SP warn-agent SP quoted-string [SP quoted-date], several of them joined by commas.
const warning = /(\d{3}) (?:\S+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?/g;

/** The texts of the warnings in one `Warning` header. Only code 299 is the API server's; others are caches' remarks. */
export function parseWarningHeader(value: string): readonly string[] {
  return [...value.matchAll(warning)].flatMap(([, code, text]) =>
    code === '299' && text !== undefined && text !== '' ? [text.replaceAll(/\\(.)/g, '$1')] : [],
  );
}
