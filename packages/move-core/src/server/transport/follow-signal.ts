const followers = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, at once if it has; the result undoes it. However many requests follow one signal, it
 * gets one listener: from the eleventh on Node would warn of a leak. (AbortSignal.any needs no listener, but on Node 20
 * a signal that lives for hours collects a dependent for each request.)
 */
export function followSignal(signal: AbortSignal | undefined, onAbort: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    onAbort();
    return () => undefined;
  }
  const group = followers.get(signal) ?? startGroup(signal);
  group.add(onAbort);
  return () => {
    group.delete(onAbort);
    if (group.size > 0 || followers.get(signal) !== group) return;
    followers.delete(signal);
    signal.removeEventListener('abort', callGroup);
  };
}

function startGroup(signal: AbortSignal): Set<() => void> {
  const group = new Set<() => void>();
  followers.set(signal, group);
  signal.addEventListener('abort', callGroup, { once: true });
  return group;
}

function callGroup(this: AbortSignal): void {
  for (const onAbort of followers.get(this) ?? []) onAbort();
}
