import { formatRef, type ComparedObject, type Comparison } from '@tsmove/move-core';
import { printable } from './printable.ts';
import { count } from './words.ts';

/** One line for each object that is not equal, as diff marks them, and the places where it differs below it. */
export function diffLines(compared: Comparison): readonly string[] {
  const equal = compared.filter(({ state }) => state === 'equal').length;
  const others = compared.filter(({ state }) => state !== 'equal');
  if (compared.length === 0) return ['There is nothing to compare: neither side has anything that would move.'];
  return [
    ...others.flatMap(linesOf),
    others.length === 0
      ? `${count(equal, 'object')}, all equal on both sides.`
      : `${count(equal, 'object')} equal, ${count(others.length, 'object')} not.`,
  ];
}

function linesOf({ ref, state, differences }: ComparedObject): readonly string[] {
  switch (state) {
    case 'equal':
      return [];
    case 'only-in-source':
      return [`- ${printable(formatRef(ref))}: only in the source`];
    case 'only-in-target':
      return [`+ ${printable(formatRef(ref))}: only in the target`];
    case 'differs':
      return [
        `~ ${printable(formatRef(ref))}`,
        ...differences.map(({ path, change }) => `    ${printable(path)} ${words[change]}`),
      ];
  }
}

const words = { added: 'only in the target', lost: 'only in the source', changed: 'differs' } as const;

/** For programs. */
export function diffDocument(namespace: string, compared: Comparison): object {
  return {
    formatVersion: 1,
    namespace,
    equal: compared.filter(({ state }) => state === 'equal').length,
    objects: compared
      .filter(({ state }) => state !== 'equal')
      .map(({ ref, state, differences }) => ({
        ref,
        state,
        ...(state === 'differs' ? { differences: differences.map(({ path, change }) => ({ path, change })) } : {}),
      })),
  };
}
