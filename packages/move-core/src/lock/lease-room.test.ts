import { describe, expect, test } from 'vitest';
import { mostScopeBytes, scopeBytes } from '../plan/scope-json.ts';
import type { ResolvedConflict, Scope } from '../plan/types.ts';
import { type LeaseRecord, toLease } from './lease-record.ts';
import { fromLease } from './read-record.ts';

/** What an API server takes: the lengths of all names and values of annotations together. */
const mostAnnotationBytes = 256 * 1024;

function scopeWith(skipped: number, nameLength = 30): Scope {
  const conflicts = Array.from({ length: skipped }, (_, number): ResolvedConflict => {
    const name = `${number.toString()}-`.padEnd(nameLength, 'x');
    const kind = number % 2 === 0 ? 'Secret' : 'ConfigMap';
    return { ref: { group: '', version: 'v1', kind, namespace: 'fleet', name }, choice: 'skip' };
  });
  return { namespace: 'fleet', clusters: ['a'], conflicts };
}

function record(scope: Scope): LeaseRecord {
  return {
    ...{ name: 'move-fleet', moveId: 'm1', scope, epoch: 1_000_000, phase: 'preflight', committed: false },
    ...{ releasing: false, ended: true, command: 'rollback', sourceUid: 's'.repeat(36), targetUid: 't'.repeat(36) },
    by: {
      name: 'n'.repeat(250),
      host: 'h'.repeat(250),
      pid: 4_194_304,
      boot: 'b'.repeat(36),
      tool: 'tsmove 100.100.100',
    },
    ...{ since: '2026-11-21T10:00:00.000Z', renewed: '2026-11-21T10:00:00.000Z' },
    ...{ durationMs: 3_600_000, holding: 'x'.repeat(36), beat: 1_000_000_000 },
  };
}

function annotationBytes({ metadata }: ReturnType<typeof toLease>): number {
  return Object.entries(metadata.annotations ?? {}).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
}

describe('the Lease of a move in which thousands of objects give way', () => {
  test('has room for them, and says them all to whoever reads it', () => {
    const scope = scopeWith(6_000);
    expect(scopeBytes(scope)).toBeLessThan(mostScopeBytes);
    const lease = toLease(record(scope));
    expect(annotationBytes(lease)).toBeLessThan(mostAnnotationBytes);
    const found = fromLease('source', { ...lease, metadata: { ...lease.metadata, uid: 'u', resourceVersion: '1' } });
    const names = (one: Scope): readonly string[] =>
      (one.conflicts ?? []).map(({ ref, choice }) => `${choice} ${ref.kind} ${ref.namespace ?? ''}/${ref.name}`).sort();
    expect(names(found.content.scope)).toEqual(names(scope));
  });

  test('is not too large for an API server as long as its scope is not too large for us', () => {
    let fits = 0;
    for (let count = 100; scopeBytes(scopeWith(count, 250)) <= mostScopeBytes; count += 100) fits = count;
    expect(fits).toBeGreaterThan(500);
    expect(annotationBytes(toLease(record(scopeWith(fits, 250))))).toBeLessThan(mostAnnotationBytes);
  });
});
