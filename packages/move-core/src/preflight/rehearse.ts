import pLimit from 'p-limit';
import { defaults } from '../defaults.ts';
import type { Snapshot } from '../discover/snapshot.ts';
import { limitReads } from '../discover/reader.ts';
import { ApiError, type Diagnostic } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { formatApiVersion } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { mappedTarget } from '../namespace-view/mapped-target.ts';
import { nameInTarget } from '../plan/arrival.ts';
import type { Plan, PlannedObject, Scope } from '../plan/types.ts';
import { projectObject } from '../projection/project-object.ts';
import { holdFor } from '../provider/holds.ts';
import { ruleFor } from '../provider/rules.ts';
import type { Provider } from '../provider/types.ts';
import { readOnly } from '../server/read-only.ts';
import type { ApiServer } from '../server/types.ts';
import type { TargetNamespace } from './check.ts';
import { readTargetNamespaces } from './target-namespaces.ts';

export interface RehearseOptions {
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly signal?: AbortSignal | undefined;
  /** Requests at once; default `defaults.concurrency`. */
  readonly concurrency?: number | undefined;
}

/** What the target says to the creates of a plan (contract 8). */
export interface Rehearsal {
  /** How many it would carry out. */
  readonly ok: number;
  /** One for each that it would refuse (`create-refused`) or that cannot be tried (`create-not-rehearsed`). */
  readonly findings: readonly Diagnostic[];
}

type Answer = { readonly type: 'ok' } | { readonly type: 'refused' | 'not-checkable'; readonly because: string };

/**
 * Sends every create of a plan to the target as a dry run, so that its webhooks, quotas and schemas speak before anything
 * is paused. Nothing is stored. Each is tried by itself: what only all together come to, like a quota, is not seen.
 * Raises TransportError and AbortedError as they come.
 */
export async function rehearseCreates(plan: Plan, snapshot: Snapshot, options: RehearseOptions): Promise<Rehearsal> {
  const ended = new AbortController();
  const { signal = ended.signal, concurrency = defaults.concurrency } = options;
  const target = readOnly(mappedTarget(options.target, plan.scope, options.providers));
  const namespaces = await readTargetNamespaces(limitReads(target, { concurrency, signal }), plan);
  const objects = new Map(snapshot.objects.map((object) => [object.metadata.uid, object]));
  const limit = pLimit(concurrency);
  const answers = await Promise.all(
    plan.objects.map((planned) =>
      limit(async (): Promise<readonly [PlannedObject, Answer]> => {
        signal.throwIfAborted();
        const unready = namespaceProblem(planned, plan.scope, namespaces);
        const object = objects.get(planned.uid);
        if (unready !== undefined || object === undefined) {
          return [planned, { type: 'not-checkable', because: unready ?? 'it is not in the source any more' }];
        }
        return [planned, await tryOne({ plan, planned, object, target, providers: options.providers, signal })];
      }),
    ),
  );
  return {
    ok: answers.filter(([, { type }]) => type === 'ok').length,
    findings: answers.flatMap(([{ ref }, answer]): readonly Diagnostic[] => {
      if (answer.type === 'ok') return [];
      return answer.type === 'refused'
        ? [
            {
              code: 'create-refused',
              severity: 'error',
              ref,
              message: `the target would refuse to create it: ${answer.because}`,
              remedy: 'See which webhook, policy, quota or schema of the target says so.',
            },
          ]
        : [
            {
              code: 'create-not-rehearsed',
              severity: 'info',
              ref,
              message: `whether the target would create it cannot be tried before the move: ${answer.because}`,
            },
          ];
    }),
  };
}

function namespaceProblem(
  { ref }: PlannedObject,
  scope: Scope,
  namespaces: ReadonlyMap<string, TargetNamespace>,
): string | undefined {
  if (ref.namespace === undefined || namespaces.get(ref.namespace) !== 'missing') return undefined;
  return `the target has no namespace ${nameInTarget(scope, ref.namespace)} yet`;
}

interface Trial {
  readonly plan: Plan;
  readonly planned: PlannedObject;
  readonly object: KubeObject;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly signal: AbortSignal;
}

async function tryOne({ plan, planned, object, target, providers, signal }: Trial): Promise<Answer> {
  const type = plan.types.find((one) => kindKey(one) === kindKey(planned.ref));
  if (type === undefined) return { type: 'not-checkable', because: 'the plan does not tell its type' };
  const dropped = new Set(planned.droppedOwners.map(({ uid }) => uid));
  const owners = new Map(plan.objects.map((one) => [one.uid, one.ref]));
  const draft = projectObject(object, {
    moveId: 'rehearsal',
    providers,
    hold: holdFor(providers, planned.ref),
    copiesMetadata: ruleFor(providers, planned.ref).copiesMetadata === true,
    hasStatusSubresource: type.hasStatus,
    // Owners are not in the target yet, and nobody asks for them where nothing is stored.
    owner(uid) {
      const owner = owners.get(uid);
      return owner === undefined || dropped.has(uid) ? undefined : { uid, apiVersion: formatApiVersion(owner) };
    },
  });
  try {
    const there = planned.onConflict === 'update' ? await target.get(type, planned.ref, { signal }) : undefined;
    const { uid, resourceVersion } = there?.metadata ?? {};
    await (uid === undefined || resourceVersion === undefined
      ? target.create(type, draft, { dryRun: true, signal })
      : target.update(
          type,
          { ...draft, metadata: { ...draft.metadata, uid, resourceVersion } },
          { dryRun: true, signal },
        ));
    return { type: 'ok' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return answerOf(error, plan);
  }
}

/** Which refusals say more of the trial than of the move. */
function answerOf({ status, reason, words }: ApiError, plan: Plan): Answer {
  if (reason === 'AlreadyExists') {
    return { type: 'not-checkable', because: 'it is there already, and preflight tells whether that is in order' };
  }
  if (/does not support dry run/iu.test(words)) {
    return { type: 'not-checkable', because: `a webhook cannot be asked without consequences: ${words}` };
  }
  if (status >= 500 || status === 429) return { type: 'not-checkable', because: words };
  const asked = plan.objects.find(
    ({ ref }) => /not found|not.*reconciled|does not exist/iu.test(words) && mentions(words, ref.name),
  );
  if (asked !== undefined) {
    return { type: 'not-checkable', because: `it depends on what the move brings along: ${words}` };
  }
  return { type: 'refused', because: words };
}

/** As a word of its own. */
function mentions(words: string, name: string): boolean {
  return words.split(/[^-.a-z0-9]+/u).includes(name);
}
