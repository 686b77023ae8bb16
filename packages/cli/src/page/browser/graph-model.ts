import type { Forest } from '../layout/forest.ts';
import type { Item, Scene } from '../layout/drawn.ts';
import { forestsOf, sceneOf } from '../layout/scene.ts';
import type { PageModel } from '../model/page.ts';

/** What is open in the graph, and what follows from it. */
export interface GraphModel {
  readonly scene: () => Scene;
  /** Everything that is drawn, as a reader goes through it: groups, and below an open one its objects. */
  readonly items: () => readonly Item[];
  isOpen(item: Item): boolean;
  canOpen(item: Item): boolean;
  toggle(item: Item): void;
  openAll(): void;
  closeAll(): void;
  /** Opens whatever hides an object. */
  uncover(object: number): void;
  /** What an item stands below; undefined for a group. */
  above(item: Item): Item | undefined;
  /** 1 for a group, and one more for each owner. */
  level(item: Item): number;
}

/** How many objects of a group are drawn when it is opened; what is deeper stays folded until it is asked for. */
const drawnAtOnce = 150;

/** How many objects a page may have to be shown all open from the start. */
const openFromStart = 60;

export function createGraphModel(page: PageModel): GraphModel {
  const forests = forestsOf(page);
  const openGroups = new Set<number>();
  const openObjects = new Set<number>();
  const known = new Set<number>();
  let made: { readonly scene: Scene; readonly items: readonly Item[] } | undefined;

  function openGroup(group: number): void {
    openGroups.add(group);
    const forest = forests[group];
    if (forest === undefined || known.has(group)) return;
    known.add(group);
    for (const object of openedFirst(forest)) openObjects.add(object);
  }
  function current(): { readonly scene: Scene; readonly items: readonly Item[] } {
    if (made !== undefined) return made;
    const scene = sceneOf(page, forests, {
      group: (group) => openGroups.has(group),
      object: (object) => openObjects.has(object),
    });
    const items = scene.cards.flatMap(({ group, open }): Item[] => {
      const forest = forests[group];
      return [{ group }, ...(open && forest !== undefined ? objectsOf(forest, openObjects) : [])];
    });
    made = { scene, items };
    return made;
  }
  function changing<Arguments extends readonly unknown[]>(change: (...given: Arguments) => void) {
    return (...given: Arguments): void => {
      change(...given);
      made = undefined;
    };
  }
  const groupOf = (object: number): number => page.objects[object]?.in ?? -1;
  const parentOf = (object: number): number | undefined => forests[groupOf(object)]?.above.get(object);

  if (page.objects.length <= openFromStart) page.groups.forEach((_, group) => openGroup(group));

  return {
    scene: () => current().scene,
    items: () => current().items,
    isOpen: (item) => ('group' in item ? openGroups.has(item.group) : openObjects.has(item.object)),
    canOpen: (item) => 'group' in item || (forests[groupOf(item.object)]?.below.get(item.object) ?? []).length > 0,
    toggle: changing((item: Item) => {
      if ('object' in item) {
        if (!openObjects.delete(item.object)) openObjects.add(item.object);
      } else if (!openGroups.delete(item.group)) openGroup(item.group);
    }),
    openAll: changing(() => page.groups.forEach((_, group) => openGroup(group))),
    closeAll: changing(() => openGroups.clear()),
    uncover: changing((object: number) => {
      openGroup(groupOf(object));
      for (let one = parentOf(object); one !== undefined; one = parentOf(one)) openObjects.add(one);
    }),
    above(item) {
      if ('group' in item) return undefined;
      const parent = parentOf(item.object);
      return parent === undefined ? { group: groupOf(item.object) } : { object: parent };
    },
    level(item) {
      if ('group' in item) return 1;
      let level = 2;
      for (let one = parentOf(item.object); one !== undefined; one = parentOf(one)) level += 1;
      return level;
    },
  };
}

/** The objects to open at first: layer by layer, as long as not too much is drawn. */
function openedFirst(forest: Forest): readonly number[] {
  const opened: number[] = [];
  let drawn = forest.roots.length;
  for (let layer = forest.roots; layer.length > 0;) {
    const next: number[] = [];
    for (const object of layer) {
      const below = forest.below.get(object) ?? [];
      if (below.length === 0 || drawn + below.length > drawnAtOnce) continue;
      opened.push(object);
      drawn += below.length;
      next.push(...below);
    }
    layer = next;
  }
  return opened;
}

/** The drawn objects of a group, each before what is below it. */
function objectsOf(forest: Forest, open: ReadonlySet<number>): readonly Item[] {
  const items: Item[] = [];
  // What has owners or dependents comes first, as it is drawn.
  const stack = [...forest.roots]
    .sort((a, b) => Number(forest.below.has(b)) - Number(forest.below.has(a)) || a - b)
    .reverse();
  for (let object = stack.pop(); object !== undefined; object = stack.pop()) {
    items.push({ object });
    const below = open.has(object) ? (forest.below.get(object) ?? []) : [];
    for (let index = below.length - 1; index >= 0; index -= 1) stack.push(below[index] ?? -1);
  }
  return items;
}
