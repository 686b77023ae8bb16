/** What a page of the documentation has in it that a test can look at. */
export interface Page {
  /** Relative to the repository. */
  readonly file: string;
  readonly blocks: readonly Block[];
  /** Anchors of headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Code within sentences, lines joined. */
  readonly spans: readonly string[];
  /** Targets of links and pictures. */
  readonly links: readonly { readonly target: string; readonly line: number }[];
}

/** A fenced block. */
export interface Block {
  readonly file: string;
  /** Of its fence, from 1. */
  readonly line: number;
  /** The first word of the info string; empty if there is none. */
  readonly language: string;
  readonly code: string;
  /** HTML comments right above it, by the word before their colon: `not run`, `exits`, `given`. */
  readonly notes: ReadonlyMap<string, string>;
  /** The last `<!-- stage: … -->` above it; each begins anew. */
  readonly stage: { readonly name: string; readonly line: number } | undefined;
}

const fence = /^( *)```(\S*)[^\n]*$/;

/** Reads a page line by line: fences, comments, headings, links. */
export function readPage(file: string, text: string): Page {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  const prose: string[] = [];
  let notes = new Map<string, string>();
  let stage: Block['stage'];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, indent, language] = fence.exec(line) ?? [];
    if (indent !== undefined && language !== undefined) {
      const end = lines.findIndex((other, index) => index > at && other.trim() === '```');
      if (end < 0) throw new Error(`${file}:${at + 1}: this block has no end`);
      const code = lines.slice(at + 1, end).map((one) => (one.startsWith(indent) ? one.slice(indent.length) : one));
      blocks.push({ file, line: at + 1, language, code: `${code.join('\n')}\n`, notes, stage });
      prose.push(...lines.slice(at, end + 1).map(() => ''));
      notes = new Map();
      at = end;
      continue;
    }
    if (line.trim().startsWith('<!--')) {
      const end = lines.findIndex((other, index) => index >= at && other.trimEnd().endsWith('-->'));
      if (end < 0) throw new Error(`${file}:${at + 1}: this comment has no end`);
      const comment = lines
        .slice(at, end + 1)
        .join('\n')
        .trim()
        .slice('<!--'.length, -'-->'.length);
      const [, name, value] = /^\s*([a-z ]+):\s*(.*)$/s.exec(comment) ?? [];
      if (name === 'stage') stage = { name: (value ?? '').trim(), line: at + 1 };
      else if (name !== undefined) notes.set(name, (value ?? '').trim());
      prose.push(...lines.slice(at, end + 1).map(() => ''));
      at = end;
      continue;
    }
    if (line.trim() !== '') notes = new Map();
    prose.push(line);
  }
  return { file, blocks, anchors: anchorsOf(prose), links: linksOf(prose), spans: spansOf(prose) };
}

/** GitHub's rule: lower case, without punctuation, blanks become dashes, and a name that was used before gets a number. */
function anchorsOf(prose: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const [, title] = /^#{1,6} +(.*?) *#*$/.exec(line) ?? [];
    if (title === undefined) continue;
    const plain = title.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${slug}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

function spansOf(prose: readonly string[]): readonly string[] {
  const paragraphs = prose.join('\n').split(/\n\s*\n|\n(?=[|*-] ?)/);
  return paragraphs.flatMap((text) =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' ')),
  );
}

function linksOf(prose: readonly string[]): Page['links'] {
  return prose.flatMap((text, index) => {
    const line = text.replace(/`[^`]*`/g, '');
    const inline = [...line.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)];
    const defined = [...line.matchAll(/^\[[^\]]+\]:\s*(\S+)/g)];
    return [...inline, ...defined].map(([, target = '']) => ({ target, line: index + 1 }));
  });
}
