/** One object of a drawing, by the words it is written with. */
export interface DrawnRef {
  readonly kind: string;
  /** Only when the drawing says it: `Pool.example.test/p`. */
  readonly group: string | undefined;
  /** Only when the drawing says it: `Secret/elsewhere/s`. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** An arrow of a drawing. `owns` becomes an owner reference; `means` is a link that only names or fields express. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly relation: 'owns' | 'means';
}

export interface Drawing {
  /** By the words they are written with, in the order of first mention. */
  readonly nodes: ReadonlyMap<string, DrawnRef>;
  readonly arrows: readonly Arrow[];
}

/**
 * Reads a drawing. Every line is a chain, `A > B > C`: A owns B, B owns C. A comma puts several on one place,
 * `A, B > C` has two owners of C. `A ~ B` says that A refers to B without owning it. The same words are the same object,
 * wherever they stand. `#` begins a comment.
 */
export function parseDrawing(text: string): Drawing {
  const nodes = new Map<string, DrawnRef>();
  const arrows: Arrow[] = [];
  const keep = (words: string): string => {
    if (!nodes.has(words)) nodes.set(words, parseRef(words));
    return words;
  };
  for (const line of text.split('\n').map((raw) => raw.replace(/#.*/, '').trim())) {
    if (line === '') continue;
    const parts = line.split(/\s*([>~])\s*/);
    let left: readonly string[] = [];
    for (let at = 0; at < parts.length; at += 2) {
      const right = (parts[at] ?? '').split(/\s*,\s*/).filter((words) => words !== '');
      if (right.length === 0) throw new Error(`nothing beside an arrow in the drawing: ${line}`);
      right.forEach(keep);
      const relation = parts[at - 1] === '~' ? 'means' : 'owns';
      for (const from of left) for (const to of right) arrows.push({ from, to, relation });
      left = right;
    }
  }
  return { nodes, arrows };
}

function parseRef(words: string): DrawnRef {
  const parts = words.split('/');
  const [qualified = '', ...path] = parts;
  if (!/^[A-Z]/.test(qualified) || path.length < 1 || path.length > 2 || path.includes('')) {
    throw new Error(`not an object: "${words}" (Kind/name, Kind/namespace/name or Kind.group/name)`);
  }
  const dot = qualified.indexOf('.');
  const kind = dot < 0 ? qualified : qualified.slice(0, dot);
  const group = dot < 0 ? undefined : qualified.slice(dot + 1);
  const [namespace, name] = path.length === 2 ? [path[0], path[1] ?? ''] : [undefined, path[0] ?? ''];
  return { kind, group, namespace, name };
}

/** Owners before what they own: the order in which objects can be created with the owners' UIDs, in generations. */
export function generationsOf(drawing: Drawing): readonly (readonly string[])[] {
  const waiting = new Map([...drawing.nodes.keys()].map((words) => [words, new Set<string>()]));
  for (const { from, to, relation } of drawing.arrows) if (relation === 'owns') waiting.get(to)?.add(from);
  const generations: string[][] = [];
  while (waiting.size > 0) {
    const next = [...waiting].filter(([, owners]) => owners.size === 0).map(([words]) => words);
    if (next.length === 0) throw new Error(`the drawing goes round in a circle: ${[...waiting.keys()].join(', ')}`);
    generations.push(next);
    for (const words of next) waiting.delete(words);
    for (const owners of waiting.values()) for (const words of next) owners.delete(words);
  }
  return generations;
}
