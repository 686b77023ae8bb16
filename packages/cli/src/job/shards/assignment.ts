/** Which Clusters each shard of a Job moves. It is laid down once, before anything moves, and never changed. */
export interface Assignment {
  readonly formatVersion: 1;
  /** The UID of the Job: what another of the same name laid down does not count. */
  readonly owner: string;
  readonly namespace: string;
  /** Names of Clusters, by shard. */
  readonly shards: readonly (readonly string[])[];
  /** What they share, as `Kind/name`; for people. */
  readonly shared: readonly string[];
}

/** How the moves of a shard are called: its Lease has it in its name. */
export function shardName(shard: number): string {
  return `shard-${shard.toString()}`;
}

/** The name of the ConfigMap that holds it. */
export function assignmentName(job: string): string {
  return `${job}-shards`;
}

/** Its key in the ConfigMap. */
export const assignmentKey = 'shards.json';

/** Undefined for anything that is no assignment: nothing in it may be guessed. */
export function parseAssignment(text: string | undefined): Assignment | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<Assignment> | null;
    if (value === null || typeof value !== 'object' || value.formatVersion !== 1) return undefined;
    const { owner, namespace, shards, shared } = value;
    const isWhole =
      typeof owner === 'string' && typeof namespace === 'string' && isListOf(shards, isTexts) && isTexts(shared);
    return isWhole ? { formatVersion: 1, owner, namespace, shards, shared } : undefined;
  } catch {
    return undefined;
  }
}

function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

function isTexts(value: unknown): value is readonly string[] {
  return isListOf(value, (one) => typeof one === 'string');
}

/** What becomes of a namespace when a shard has moved its Clusters. */
export interface Remainder {
  /** Clusters of shards that are not done yet. */
  readonly waiting: readonly string[];
  /** Clusters that were not there when the assignment was made: they belong to no shard. */
  readonly unassigned: readonly string[];
}

export function remainderOf({ shards }: Pick<Assignment, 'shards'>, inSource: readonly string[]): Remainder {
  const assigned = new Set(shards.flat());
  return {
    waiting: inSource.filter((name) => assigned.has(name)),
    unassigned: inSource.filter((name) => !assigned.has(name)),
  };
}
