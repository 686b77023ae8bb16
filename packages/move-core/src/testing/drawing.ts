import type { DiscoveredType, OwnerLookup, Snapshot } from '../discover/snapshot.ts';
import type { KubeObject, OwnerReference } from '../model/kube-object.ts';
import { formatApiVersion } from '../model/object-ref.ts';
import { drawnTypes, typeOfDrawn } from './drawn-types.ts';

/** What cannot be drawn. */
export interface DrawingOptions {
  /** Facts about kinds that differ from what `typeOfDrawn` assumes. */
  readonly kinds?: Readonly<Record<string, Partial<DiscoveredType>>>;
  /** Changes to single objects, by the name that they have in the drawing. */
  readonly objects?: Readonly<Record<string, Partial<KubeObject> | ((object: KubeObject) => KubeObject)>>;
  readonly unlistable?: Snapshot['unlistable'];
}

/** The namespace that drawn snapshots are of. */
export const drawnNamespace = 'fleet';

/** Annotations by which drawn objects say what they belong to and what they use; `drawingProvider` reads them. */
export const drawnRelations = { softOwners: 'drawing/soft-owners', uses: 'drawing/uses' } as const;

const flagLabels: Readonly<Record<string, string>> = {
  move: 'clusterctl.cluster.x-k8s.io/move',
  hierarchy: 'clusterctl.cluster.x-k8s.io/move-hierarchy',
};

type State = 'discovered' | 'elsewhere' | 'other' | 'gone' | 'unseen' | 'unknown';

interface Drawn {
  readonly uid: string;
  readonly state: State;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly flags: Set<string>;
  readonly owners: Drawn[];
  readonly softOwners: Drawn[];
  readonly uses: Drawn[];
}

/**
 * Makes a snapshot of a drawing. Each line is a chain of objects: `Cluster/c > Machine/m > Secret/s` for owners,
 * `Cluster/c ~> Secret/c-ca` for a soft owner, `Pool/p .> Claim/c` if the claim uses the pool. An object is
 * `Kind/name`, with `@namespace` if it is not in the drawn one and `{move}` or `{hierarchy}` if it is labelled so. It may
 * be named on several lines. Words before it say what else it may be: `elsewhere:` an object of another namespace that
 * may use ours, `other:` of a kind that takes no part in moves, and for owners that are not among the objects `gone:`,
 * `unseen:` (it exists) and `unknown:`. UIDs are the objects as drawn, without these words and flags.
 */
export function drawSnapshot(drawing: string, options: DrawingOptions = {}): Snapshot {
  const drawn = new Map<string, Drawn>();
  for (const line of drawing.split('\n').map((one) => one.trim())) {
    if (line !== '') readLine(line, drawn);
  }
  const types = drawnTypes([...drawn.values()].filter(isListed), options.kinds ?? {});
  const inState = (state: State): readonly KubeObject[] =>
    [...drawn.values()].filter((one) => one.state === state).map((one) => objectOf(one, options));
  return {
    cluster: { url: 'https://source.example', systemUid: 'source', version: 'v1.34.4' },
    namespace: drawnNamespace,
    types,
    objects: inState('discovered'),
    elsewhere: inState('elsewhere'),
    dependents: inState('other'),
    owners: new Map([...drawn.values()].flatMap(lookupOf)),
    inventory: [],
    namespaces: [],
    unlistable: options.unlistable ?? [],
  };
}

const token =
  /^(?:(?<state>elsewhere|other|gone|unseen|unknown):)?(?<kind>\w+)\/(?<name>[\w.-]+)(?:@(?<namespace>[\w-]+))?(?:\{(?<flags>[\w,]+)\})?$/;

function readLine(line: string, drawn: Map<string, Drawn>): void {
  let before: Drawn | undefined;
  let arrow: string | undefined;
  for (const word of line.split(/\s+/)) {
    if (['>', '~>', '.>'].includes(word)) {
      arrow = word;
      continue;
    }
    const node = readToken(word, drawn);
    if (before !== undefined) {
      const list = arrow === '>' ? node.owners : arrow === '~>' ? node.softOwners : node.uses;
      if (!list.includes(before)) list.push(before);
    }
    before = node;
  }
}

function readToken(word: string, drawn: Map<string, Drawn>): Drawn {
  const { state, kind = '', name = '', namespace, flags } = token.exec(word)?.groups ?? {};
  if (kind === '') throw new Error(`not drawn as Kind/name: ${word}`);
  const uid = `${kind}/${name}${namespace === undefined ? '' : `@${namespace}`}`;
  const known = drawn.get(uid);
  const node: Drawn = known ?? {
    uid,
    state: (state ?? 'discovered') as State,
    kind,
    name,
    namespace: namespace ?? drawnNamespace,
    flags: new Set(),
    owners: [],
    softOwners: [],
    uses: [],
  };
  for (const flag of flags?.split(',') ?? []) node.flags.add(flag);
  drawn.set(uid, node);
  return node;
}

function isListed({ state }: Drawn): boolean {
  return state === 'discovered' || state === 'elsewhere';
}

function lookupOf({ uid, state }: Drawn): readonly (readonly [string, OwnerLookup])[] {
  if (state === 'gone') return [[uid, { state: 'absent' }]];
  if (state === 'unseen' || state === 'other') return [[uid, { state: 'present' }]];
  return state === 'unknown' ? [[uid, { state: 'unknown', because: 'forbidden' }]] : [];
}

function objectOf(drawn: Drawn, options: DrawingOptions): KubeObject {
  const type = typeOfDrawn(drawn.kind, options.kinds ?? {});
  const relations = Object.entries({
    [drawnRelations.softOwners]: drawn.softOwners,
    [drawnRelations.uses]: drawn.uses,
  }).filter(([, others]) => others.length > 0);
  const object: KubeObject = {
    apiVersion: formatApiVersion(type),
    kind: drawn.kind,
    metadata: {
      name: drawn.name,
      ...(type.namespaced ? { namespace: drawn.namespace } : {}),
      uid: drawn.uid,
      resourceVersion: '1',
      labels: Object.fromEntries([...drawn.flags].map((flag) => [flagLabels[flag] ?? flag, ''])),
      annotations: Object.fromEntries(relations.map(([key, others]) => [key, others.map(({ uid }) => uid).join(' ')])),
      ownerReferences: drawn.owners.map((owner) => referenceTo(owner, options)),
    },
    ...(type.hasStatus ? { status: { ready: true } } : {}),
  };
  const change = options.objects?.[drawn.uid];
  return typeof change === 'function' ? change(object) : { ...object, ...change };
}

function referenceTo({ kind, name, uid }: Drawn, options: DrawingOptions): OwnerReference {
  return { apiVersion: formatApiVersion(typeOfDrawn(kind, options.kinds ?? {})), kind, name, uid };
}
