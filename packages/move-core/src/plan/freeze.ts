/** Freezes a value and everything in it. Parts that are frozen already are taken to be frozen throughout. */
export function deepFreeze<T>(value: T): T {
  if (!isOpen(value)) return value;
  Object.freeze(value);
  // Most parts are texts, and there are millions in a large plan: those are passed over without a call.
  for (const part of Object.values(value) as readonly unknown[]) if (isOpen(part)) deepFreeze(part);
  return value;
}

function isOpen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value);
}
