import type { Provider } from '@tsmove/move-core';

/** What is wrong with a value, as a sentence that begins with the place; undefined if nothing is. */
type Check = (value: unknown, place: string) => string | undefined;

/** True if a value has the shape of a provider. What its functions do is only seen when they are called. */
export function isProvider(value: unknown): value is Provider {
  return providerFault(value) === undefined;
}

/** The first field of a value that no provider has, or not like this: `holds[0].by is not one of self, cluster`. */
export function providerFault(value: unknown): string | undefined {
  return provider(value, '');
}

const text = typed('string', 'a text');
const number = typed('number', 'a number');
const flag = typed('boolean', 'true or false');
const fn = typed('function', 'a function');
const filledText: Check = (value, place) => text(value, place) ?? (value === '' ? `${place} is empty` : undefined);

const selector = record({ group: text, kind: text, kindEndsWith: text }, []);

const rule = record(
  {
    kinds: listOf(selector),
    discover: flag,
    root: flag,
    move: flag,
    leave: record({ because: filledText, rebuilt: flag }, ['because']),
    status: oneOf('carry', 'drop', 'require'),
    adopt: oneOf(false),
    copiesMetadata: flag,
    usersElsewhere: flag,
  },
  ['kinds'],
);

const namespacePlaces = record(
  {
    kinds: listOf(selector),
    names: listOf(text),
    prefixes: listOf(record({ at: text, separator: oneOf('/', '.') }, ['at', 'separator'])),
    json: listOf(record({ at: text, holds: text }, ['at', 'holds'])),
    unclear: listOf(text),
    keeps: listOf(text),
  },
  ['kinds'],
);

const holdFields = record(
  {
    kinds: listOf(selector),
    by: oneOf('self', 'cluster', 'owner', 'none'),
    pause: fn,
    awaits: fn,
    settlesForMs: number,
    releaseOrder: number,
    stopsDeletion: flag,
    harmOnDelete: text,
    writesWhileHeld: listOf(text),
  },
  ['kinds', 'by', 'stopsDeletion'],
);

const hold: Check = (value, place) => {
  const wrong = holdFields(value, place);
  if (wrong !== undefined || !isRecord(value)) return wrong;
  const isOwn = value['by'] === 'self';
  return isOwn && value['pause'] === undefined ? `${place}.pause is missing: it is held by itself` : undefined;
};

const provider = record(
  {
    name: filledText,
    knowsGroups: listOf(text),
    rules: listOf(rule),
    holds: listOf(hold),
    namespaces: listOf(namespacePlaces),
    relate: fn,
    requires: fn,
    inspect: fn,
    identifiedBy: fn,
    readsInTarget: listOf(record({ group: text, kind: text }, ['group', 'kind'])),
    inspectTarget: fn,
    inspectAdopted: fn,
    inspectRenamed: fn,
    keepHeld: fn,
    blockedBy: fn,
    project: fn,
    tolerates: fn,
  } satisfies Readonly<Record<keyof Provider, Check>>,
  ['name'],
);

function typed(type: 'string' | 'number' | 'boolean' | 'function', words: string): Check {
  return (value, place) => (typeof value === type ? undefined : `${place} is not ${words}`);
}

function oneOf(...values: readonly (string | boolean)[]): Check {
  return (value, place) =>
    values.some((one) => one === value)
      ? undefined
      : `${place} is not ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
}

function listOf(check: Check): Check {
  return (value, place) => {
    if (!Array.isArray(value)) return `${place} is not an array`;
    return first(value.map((one: unknown, at) => () => check(one, `${place}[${at.toString()}]`)));
  };
}

function record(fields: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value, place) => {
    if (!isRecord(value)) return `${place === '' ? 'the export' : place} is not an object`;
    const at = (key: string): string => (place === '' ? key : `${place}.${key}`);
    return first([
      ...required.map((key) => () => (value[key] === undefined ? `${at(key)} is missing` : undefined)),
      ...Object.keys(value).map((key) => () => {
        if (value[key] === undefined) return undefined;
        const check = fields[key];
        return check === undefined
          ? `${at(key)} is no field of it; there are ${Object.keys(fields).join(', ')}`
          : check(value[key], at(key));
      }),
    ]);
  };
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
