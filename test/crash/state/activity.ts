import type { KubeObject } from '../../support/api/api.ts';
import type { AnsweredWrite } from '../bed/audit-reader.ts';

/** A time in which an object was there and not held, so that its controller was free to act. In microseconds. */
export interface Activity {
  readonly object: string;
  /** No later than this it began. */
  readonly from: number;
  /** No earlier than this it ended; Infinity if it goes on. */
  readonly until: number;
}

interface Moment {
  readonly version: number;
  readonly received: number;
  readonly answered: number;
  /** By an annotation. */
  readonly held: boolean;
  /** By its spec; undefined: as it was before, because the write was about metadata alone. */
  readonly paused: boolean | undefined;
}

/**
 * When each object of one side was active, from the answers to all writes. A write takes effect somewhere between the
 * arrival of the request and the end of the answer; an activity is counted where it is certain, so that two of them
 * that overlap did overlap.
 */
export function activitiesIn(events: readonly AnsweredWrite[]): readonly Activity[] {
  const lives = new Map<string, { readonly object: string; readonly moments: Moment[]; gone: number }>();
  for (const event of events) {
    const { objectRef, responseObject: answer } = event;
    if (answer === undefined) continue;
    const [received, answered] = [micros(event.requestReceivedTimestamp), micros(event.stageTimestamp)];
    if (isStatus(answer)) {
      const life = lives.get(answer.details?.uid ?? '');
      if (life !== undefined && event.verb === 'delete') life.gone = Math.min(life.gone, received);
      continue;
    }
    const uid = String(answer.metadata.uid);
    const life = lives.get(uid) ?? {
      object: `${objectRef?.resource ?? ''} ${answer.metadata.name}`,
      moments: [],
      gone: Infinity,
    };
    lives.set(uid, life);
    if (answer.metadata.deletionTimestamp !== undefined && (answer.metadata.finalizers ?? []).length === 0)
      life.gone = Math.min(life.gone, received);
    life.moments.push({
      version: Number(answer.metadata.resourceVersion),
      received,
      answered,
      held: answer.metadata.annotations?.['cluster.x-k8s.io/paused'] !== undefined,
      paused: isPaused(answer, event),
    });
  }
  return [...lives.values()].flatMap(({ object, moments, gone }) => {
    const inOrder = moments.toSorted((one, other) => one.version - other.version);
    let isPausedNow = false;
    return inOrder.flatMap(({ held, paused, answered }, at): Activity[] => {
      isPausedNow = paused ?? isPausedNow;
      if (held || isPausedNow) return [];
      const until = Math.min(inOrder[at + 1]?.received ?? Infinity, gone);
      return until > answered ? [{ object, from: answered, until }] : [];
    });
  });
}

/** The objects that were active on both sides at the same moment, with how long, for people. */
export function activeOnBoth(source: readonly Activity[], target: readonly Activity[]): readonly string[] {
  return source.flatMap((one) =>
    target.flatMap((other) => {
      if (one.object !== other.object) return [];
      const overlap = Math.min(one.until, other.until) - Math.max(one.from, other.from);
      return overlap > 0 ? [`${one.object} was active on both sides for ${(overlap / 1000).toFixed(1)} ms`] : [];
    }),
  );
}

function isPaused(
  { kind, spec }: KubeObject & { readonly spec?: unknown },
  { objectRef, requestObject }: AnsweredWrite,
): boolean | undefined {
  if (kind === 'Cluster') return (spec as { readonly paused?: boolean } | undefined)?.paused === true;
  if (kind !== 'PartialObjectMetadata' || objectRef?.resource !== 'clusters') return false;
  if (requestObject?.spec !== undefined)
    throw new Error(`what became of the spec of cluster ${objectRef.name ?? ''} is not in the answer`);
  return undefined;
}

function isStatus(
  answer: NonNullable<AnsweredWrite['responseObject']>,
): answer is Extract<typeof answer, { readonly kind: 'Status' }> {
  return answer.kind === 'Status';
}

/** `2026-01-01T00:00:00.123456Z` in microseconds. */
function micros(timestamp: string): number {
  const [seconds = '', fraction = ''] = timestamp.replace('Z', '').split('.');
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
