import type { PageModel, Scale } from '../model/page.ts';

export type Tab = 'overview' | 'objects' | 'graph' | 'timeline';

/** What the reader has chosen. Everything on the page is drawn from this and the model. */
export interface Choice {
  readonly tab: Tab;
  /** Words that an object must have, all of them. */
  readonly query: string;
  /** Values of the scales that are shown, as `fate:move`; empty: all. */
  readonly values: ReadonlySet<string>;
  /** Empty: all kinds. */
  readonly kind: string;
  /** A position in the groups; -1: all. */
  readonly group: number;
  readonly colour: Scale['id'];
  /** The object whose details are shown; -1: none. */
  readonly selected: number;
}

/** The choice, and who wants to know when it changes. */
export interface State {
  get(): Choice;
  set(changes: Partial<Choice>): void;
  /** Calls `react` now and after every change of one of `names`. */
  follow(names: readonly (keyof Choice)[], react: (choice: Choice) => void): void;
}

export function createState(initial: Choice): State {
  let choice = initial;
  const followers: { readonly names: readonly (keyof Choice)[]; readonly react: (choice: Choice) => void }[] = [];
  return {
    get: () => choice,
    set(changes) {
      const before = choice;
      choice = { ...choice, ...changes };
      for (const { names, react } of followers) {
        if (names.some((name) => before[name] !== choice[name])) react(choice);
      }
    },
    follow(names, react) {
      followers.push({ names, react });
      react(choice);
    },
  };
}

/** The choice that a page opens with. */
export function firstChoice({ scales }: PageModel): Choice {
  return {
    tab: 'overview',
    query: '',
    values: new Set(),
    kind: '',
    group: -1,
    colour: scales[0]?.id ?? 'fate',
    selected: -1,
  };
}
