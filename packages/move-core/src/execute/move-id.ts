/**
 * A name for one move: when it began, to the second, and eight random digits. It is part of a field manager and the
 * value of annotations, so it keeps to lower-case letters, digits and dashes.
 */
export function newMoveId(now: Date = new Date()): string {
  const when = now.toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-');
  return `${when}-${crypto.randomUUID().slice(0, 8)}`;
}
