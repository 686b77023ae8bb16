import { UsageError } from '../errors.ts';
import { parseJson } from '../model/json-codec.ts';
import type { JsonValue } from '../model/json.ts';
import { compareRefs, formatRef } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { comparePlans } from './compare-plans.ts';
import { deepFreeze } from './freeze.ts';
import { at, list, oneOf, text, type JsonPlace } from './json-place.ts';
import { readPlan } from './read-plan.ts';
import type { Plan } from './types.ts';

/**
 * A plan that somebody looks at before it is carried out, with all that decides what carrying it out means. No object
 * bodies and no secrets.
 */
export interface ReviewedPlan {
  readonly plan: Plan;
  /** UID of kube-system of the target it is meant for; absent: none was given. */
  readonly targetUid?: string;
  /** Names of the providers, in their order. */
  readonly providers: readonly string[];
}

const format = 'tsmove.dev/reviewed-plan';

/** Writes it as JSON; the same clusters give the same text. */
export function reviewedPlanToJson({ plan, targetUid, providers }: ReviewedPlan): string {
  const document = { format, formatVersion: 1, targetUid: targetUid ?? null, providers, plan };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Reads what `reviewedPlanToJson` wrote. Raises UsageError, naming the place, for anything else. */
export function reviewedPlanFromJson(json: string): ReviewedPlan {
  let value: JsonValue;
  try {
    value = parseJson(json);
  } catch (error) {
    throw new UsageError('the plan is not valid JSON', { code: 'plan-unreadable', cause: error });
  }
  const root: JsonPlace = { path: '', value, document: 'the plan' };
  oneOf(at(root, 'format'), [format]);
  const version = at(root, 'formatVersion').value;
  if (version !== 1) {
    throw new UsageError('the plan has a format version that this version of tsmove does not read; it reads 1', {
      code: 'plan-format',
      hint: 'Make the plan anew with the version of tsmove that is to carry it out.',
    });
  }
  const targetUid = at(root, 'targetUid');
  return deepFreeze({
    plan: readPlan(at(root, 'plan').value ?? null),
    ...(targetUid.value === null ? {} : { targetUid: text(targetUid) }),
    providers: list(at(root, 'providers'), text),
  });
}

/**
 * What has changed since a plan was reviewed, in sentences; none: carrying out the new one does exactly what was
 * reviewed. `exact` asks that no object has been written to at all, by anybody: without it status and fields may have
 * changed, which travel as they are.
 */
export function compareReviewed(
  reviewed: ReviewedPlan,
  now: ReviewedPlan,
  { exact = false }: { readonly exact?: boolean } = {},
): readonly string[] {
  const clusters: string[] = [];
  if (reviewed.plan.source.systemUid !== now.plan.source.systemUid) {
    clusters.push('the source is another cluster than the one that the plan was made of');
  }
  if (reviewed.targetUid !== undefined && reviewed.targetUid !== now.targetUid) {
    clusters.push('the target is another cluster than the one that the plan was made for');
  }
  // Of other clusters everything is different: one sentence says it.
  if (clusters.length > 0) return clusters;
  return [
    ...compareProviders(reviewed.providers, now.providers),
    ...compareVersions(reviewed.plan, now.plan),
    ...comparePlans(reviewed.plan, now.plan),
    ...(exact ? compareWrites(reviewed.plan, now.plan) : []),
  ];
}

function compareProviders(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...before.filter((name) => !after.includes(name)).map((name) => `the provider ${name} is not loaded any more`),
    ...after.filter((name) => !before.includes(name)).map((name) => `the provider ${name} is new`),
  ];
}

function compareVersions(before: Plan, after: Plan): readonly string[] {
  const earlier = new Map(before.types.map((type) => [kindKey(type), type.version]));
  return after.types.flatMap((type) => {
    const version = earlier.get(kindKey(type));
    if (version === undefined || version === type.version) return [];
    return [`${kindKey(type)} would now move in version ${type.version} instead of ${version}`];
  });
}

function compareWrites(before: Plan, after: Plan): readonly string[] {
  const earlier = new Map(before.objects.map(({ uid, resourceVersion }) => [uid, resourceVersion]));
  return after.objects
    .filter(({ uid, resourceVersion }) => (earlier.get(uid) ?? resourceVersion) !== resourceVersion)
    .map(({ ref }) => ref)
    .sort(compareRefs)
    .map((ref) => `${formatRef(ref)} was written to`);
}
