/** What the actions of a template look into; in `range` the dot is the item, and `$` stays the whole. */
type Values = Readonly<Record<string, unknown>>;

type Token =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'action'; readonly words: readonly string[] };

/**
 * Renders the few things that the templates of our chart use: `{{ .path }}`, `{{ $.path }}`, `toJson`, `range`, `if` with
 * `else`, and `{{-`. Anything else is an error, so that a template cannot say more than this understands.
 */
export function renderTemplate(text: string, values: Values): string {
  const tokens = tokensOf(text);
  const { output, next } = render(tokens, 0, values, values);
  if (next !== tokens.length) throw new Error('an {{ end }} too many');
  return output;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const found of text.matchAll(/\{\{(-?)\s*(.*?)\s*\}\}/g)) {
    const before = text.slice(at, found.index);
    tokens.push({ type: 'text', text: found[1] === '-' ? before.trimEnd() : before });
    tokens.push({ type: 'action', words: (found[2] ?? '').split(/\s+/) });
    at = found.index + found[0].length;
  }
  return [...tokens, { type: 'text', text: text.slice(at) }];
}

interface Rendered {
  readonly output: string;
  readonly next: number;
}

/** Up to the `end` or `else` of this level, or to the end of all. */
function render(tokens: readonly Token[], from: number, dot: unknown, all: Values): Rendered {
  let output = '';
  let at = from;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.type === 'text') {
      output += token.text;
      at += 1;
      continue;
    }
    const [word = '', argument = ''] = token.words;
    if (word === 'end' || word === 'else') break;
    const block = word === 'range' ? range : word === 'if' ? choice : undefined;
    if (block === undefined) {
      output += printed(token.words, dot, all);
      at += 1;
    } else {
      const rendered = block(tokens, at + 1, { value: look(argument, dot, all), dot, all });
      output += rendered.output;
      at = rendered.next;
    }
  }
  return { output, next: at };
}

interface Block {
  readonly value: unknown;
  readonly dot: unknown;
  readonly all: Values;
}

function range(tokens: readonly Token[], from: number, { value, all }: Block): Rendered {
  // Once for nothing, to find the end of an empty one; what is in it may then be nothing, too.
  const { next } = render(tokens, from, undefined, all);
  const items: readonly unknown[] = value === undefined ? [] : (value as readonly unknown[]);
  const output = items.map((item) => render(tokens, from, item, all).output).join('');
  return { output, next: next + 1 };
}

function choice(tokens: readonly Token[], from: number, { value, dot, all }: Block): Rendered {
  const then = render(tokens, from, dot, all);
  const token = tokens[then.next];
  const hasElse = token?.type === 'action' && token.words[0] === 'else';
  const otherwise = hasElse ? render(tokens, then.next + 1, dot, all) : { output: '', next: then.next };
  const holds = value !== undefined && value !== null && value !== '' && value !== 0 && value !== false;
  return { output: holds ? then.output : otherwise.output, next: otherwise.next + 1 };
}

function printed(words: readonly string[], dot: unknown, all: Values): string {
  const [first = '', second] = words;
  if (first === 'toJson' && second !== undefined && words.length === 2) {
    return JSON.stringify(look(second, dot, all) ?? null);
  }
  if (words.length !== 1) throw new Error(`the renderer does not know {{ ${words.join(' ')} }}`);
  const value = look(first, dot, all) ?? '';
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`{{ ${first} }} is no text`);
  return value.toString();
}

function look(path: string, dot: unknown, all: Values): unknown {
  if (path === '.') return dot;
  const [, root, rest = ''] = /^(\$?)\.(.+)$/.exec(path) ?? [];
  if (root === undefined) throw new Error(`the renderer does not know {{ ${path} }}`);
  const start: unknown = root === '$' ? all : dot;
  return rest.split('.').reduce<unknown>((value, name) => {
    if (value === undefined || value === null) return undefined;
    return (value as Values)[name];
  }, start);
}
