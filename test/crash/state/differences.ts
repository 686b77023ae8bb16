import type { Portrait } from './portrait.ts';

/** What is missing, too much or different on one side, one line each; `place` says which side it is. */
export function differencesOf(place: string, expected: Portrait['essences'], actual: Portrait['essences']): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return names.flatMap((name) => {
    const [wanted, found] = [expected[name], actual[name]];
    if (wanted === found) return [];
    if (found === undefined) return [`${place} lacks ${name}`];
    if (wanted === undefined) return [`${place} has ${name}, which it should not have`];
    return [`${place} has another ${name}: ${firstDifference(JSON.parse(wanted), JSON.parse(found), '')}`];
  });
}

/** The first place, in the order of keys, at which two values are not the same. */
function firstDifference(one: unknown, other: unknown, path: string): string {
  if (isRecord(one) && isRecord(other)) {
    for (const key of [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()) {
      if (JSON.stringify(one[key]) !== JSON.stringify(other[key]))
        return firstDifference(one[key], other[key], `${path}/${key}`);
    }
  }
  return `${path} was ${excerpt(one)} and is ${excerpt(other)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function excerpt(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
