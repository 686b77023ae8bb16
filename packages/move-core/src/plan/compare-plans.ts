import { compareRefs, compareText, formatRef, refKey, type ObjectRef } from '../model/object-ref.ts';
import { nameInTarget } from './arrival.ts';
import type { ConflictChoice, Plan, PlannedObject, Scope } from './types.ts';

/**
 * Says in sentences how two plans of the same move differ in what matters to its execution: objects that came, went or
 * were replaced, whether they move or are copied, what owns them, and what the source's garbage collector would take.
 * Move groups are not compared: they follow from the owners. No sentences: the plans are as good as equal.
 */
export function comparePlans(before: Plan, after: Plan): readonly string[] {
  const earlier = byRef(before.objects);
  const later = byRef(after.objects);
  const nameOf = namesIn(before, after);
  const renamed = compareArrival(before.scope, after.scope);
  const changes: { readonly ref: ObjectRef; readonly text: string }[] = [];
  for (const [key, { ref }] of earlier)
    if (!later.has(key)) changes.push({ ref, text: 'is no longer part of the move' });
  for (const [key, object] of later) {
    const old = earlier.get(key);
    const texts = old === undefined ? ['is new'] : compareObjects(old, object, nameOf);
    for (const text of texts) changes.push({ ref: object.ref, text });
  }
  const doomed = new Set(before.leftBehind.filter(({ collected }) => collected).map(({ uid }) => uid));
  for (const { ref, uid, collected } of after.leftBehind) {
    if (collected && !doomed.has(uid))
      changes.push({ ref, text: "would now be deleted by the source's garbage collector" });
  }
  return [
    ...renamed,
    ...changes
      .sort((a, b) => compareRefs(a.ref, b.ref) || compareText(a.text, b.text))
      .map(({ ref, text }) => `${formatRef(ref)} ${text}`),
  ];
}

function compareArrival(before: Scope, after: Scope): readonly string[] {
  const [earlier, later] = [before, after].map((scope) => nameInTarget(scope, scope.namespace));
  return earlier === later
    ? []
    : [`the objects would now arrive in namespace ${later ?? ''} instead of ${earlier ?? ''}`];
}

function compareObjects(old: PlannedObject, now: PlannedObject, nameOf: (uid: string) => string): readonly string[] {
  if (old.uid !== now.uid) return ['was replaced: it has another UID'];
  const texts: string[] = [];
  if (old.fate !== now.fate) {
    texts.push(
      now.fate === 'copy' ? `is now copied instead of moved: ${now.because ?? ''}` : 'is now moved instead of copied',
    );
  }
  if (old.onConflict !== now.onConflict) {
    texts.push(
      now.onConflict === undefined ? 'would no longer be in conflict with the target' : conflictTexts[now.onConflict],
    );
  }
  texts.push(
    ...compareUids('owner', old.owners, now.owners, nameOf),
    ...compareUids('soft owner', old.softOwners, now.softOwners, nameOf),
    ...compareUids(
      'owner without a reference in the target',
      old.droppedOwners.map(({ uid }) => uid),
      now.droppedOwners.map(({ uid }) => uid),
      nameOf,
    ),
  );
  return texts;
}

const conflictTexts: Readonly<Record<ConflictChoice, string>> = {
  skip: 'would now give way to the one in the target',
  update: 'would now replace the one in the target',
};

function compareUids(
  role: string,
  before: readonly string[],
  after: readonly string[],
  nameOf: (uid: string) => string,
): readonly string[] {
  const lost = before.filter((uid) => !after.includes(uid)).map((uid) => `has lost the ${role} ${nameOf(uid)}`);
  const won = after.filter((uid) => !before.includes(uid)).map((uid) => `has a new ${role} ${nameOf(uid)}`);
  return [...lost, ...won];
}

function byRef(objects: readonly PlannedObject[]): ReadonlyMap<string, PlannedObject> {
  return new Map(objects.map((object) => [refKey(object.ref), object]));
}

function namesIn(...plans: readonly Plan[]): (uid: string) => string {
  const names = new Map<string, string>();
  for (const { objects } of plans) {
    for (const { uid, ref, droppedOwners } of objects) {
      names.set(uid, formatRef(ref));
      for (const owner of droppedOwners) names.set(owner.uid, formatRef(owner.ref));
    }
  }
  return (uid) => names.get(uid) ?? uid;
}
