import type { Side } from '../../events/types.ts';
import { formatResource, type ResourceType } from '../../model/resource-type.ts';
import { nameInTarget } from '../../plan/arrival.ts';
import type { Scope } from '../../plan/types.ts';
import type { AccessQuestion } from '../../server/access-review.ts';

export type { Side };

/**
 * `read`: or the move cannot be planned or checked; whoever reads says so, so it is not asked for in advance. `move`: or
 * the move cannot be made. `undo`: or it cannot be undone. `tidy`: or an undo, or a move, leaves a trace that it tells
 * of; nobody is refused for it.
 */
export type Purpose = 'read' | 'move' | 'undo' | 'tidy';

/** One thing that the user of one side has to be allowed. */
export interface RequiredRight {
  readonly side: Side;
  readonly for: Purpose;
  readonly question: AccessQuestion;
  /** As messages name the resource: `machines.cluster.x-k8s.io/status`. */
  readonly resource: string;
  /** What it is used for, as an end of "verb: …". */
  readonly why: string;
}

/** Where a right is needed; without a namespace, in all of them or on what has none. */
export type Place = Pick<AccessQuestion, 'namespace' | 'name' | 'subresource'>;

/** Rights of one side that serve one purpose, made verb by verb. */
export type RightMaker = (verbs: readonly string[], type: Named, where: Place, why: string) => readonly RequiredRight[];

type Named = Pick<ResourceType, 'group' | 'plural'>;

export function rightsOf(side: Side, purpose: Purpose): RightMaker {
  return (verbs, type, where, why) => {
    const subresource = where.subresource === undefined ? '' : `/${where.subresource}`;
    return verbs.map((verb) => ({
      side,
      for: purpose,
      question: { verb, group: type.group, resource: type.plural, ...where },
      resource: `${formatResource(type)}${subresource}`,
      why,
    }));
  };
}

/** The same right of the target, with namespaces as they are called there. */
export function inWordsOfTarget(right: RequiredRight, scope: Scope): RequiredRight {
  const { question } = right;
  const { namespace, name, resource, group } = question;
  const isNamespaces = group === '' && resource === 'namespaces';
  return {
    ...right,
    question: {
      ...question,
      ...(namespace === undefined ? {} : { namespace: nameInTarget(scope, namespace) }),
      ...(isNamespaces && name !== undefined ? { name: nameInTarget(scope, name) } : {}),
    },
  };
}

/** Where an object is; names are left out, because lists and creates cannot be bound to them. */
export function placeOf({ namespace }: { readonly namespace?: string | undefined }): Place {
  return namespace === undefined ? {} : { namespace };
}
