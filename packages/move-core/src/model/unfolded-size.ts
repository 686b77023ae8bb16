/** Levels beyond which a value is taken to be without end; a value that holds itself has them all. */
const deepest = 1_000;

/**
 * True for a value that comes to more than so many values when it is written, or is nested without end: what YAML aliases
 * share is counted wherever it is used, and looked at once. So a few lines that stand for more than memory holds are told
 * at once.
 */
export function unfoldsBeyond(value: unknown, most: number): boolean {
  const known = new Map<object, number>();
  const sizeOf = (one: unknown, level: number): number => {
    if (typeof one !== 'object' || one === null) return 1;
    if (level > deepest) return Number.POSITIVE_INFINITY;
    const before = known.get(one);
    if (before !== undefined) return before;
    let size = 1;
    for (const part of Object.values(one)) {
      size += sizeOf(part, level + 1);
      if (size > most) break;
    }
    known.set(one, size);
    return size;
  };
  return sizeOf(value, 0) > most;
}
