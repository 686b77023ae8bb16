/** `1 object`, `2 objects`. */
export function count(
  number: number,
  noun: string,
  plural: string = noun.endsWith('s') ? `${noun}es` : `${noun}s`,
): string {
  return `${number.toString()} ${number === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
