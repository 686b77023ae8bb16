/** `2026-11-21 10:05:00 UTC`; what is no time stays as it is. */
export function timeWords(rfc3339: string): string {
  const ms = Date.parse(rfc3339);
  if (Number.isNaN(ms)) return rfc3339;
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
