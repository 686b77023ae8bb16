import type { PageModel, PageObject, PageRelation } from '../page/model/page.ts';

/**
 * Objects for a page: `Cluster/a > Machine/m` for an owner, `~>` for a soft one, `.>` for a use, one chain a line. An
 * object is in group 0, or `Kind/name@1` in another one.
 */
export function pageObjects(drawing: string): readonly PageObject[] {
  const relations: Readonly<Record<string, PageRelation>> = { '>': 'owner', '~>': 'soft-owner', '.>': 'uses' };
  const made = new Map<string, { readonly object: PageObject; readonly owners: (readonly [number, PageRelation])[] }>();
  const positions = new Map<string, number>();
  for (const line of drawing.split('\n')) {
    let before: string | undefined;
    let relation: PageRelation | undefined;
    for (const word of line.split(/\s+/).filter((one) => one !== '')) {
      if (word in relations) {
        relation = relations[word];
        continue;
      }
      const [path = '', group = '0'] = word.split('@');
      if (!made.has(path)) {
        const [kind = '', name = ''] = path.split('/');
        positions.set(path, made.size);
        made.set(path, { object: { kind, version: 'v1', name, in: Number(group), fate: 'move' }, owners: [] });
      }
      if (before !== undefined && relation !== undefined) {
        made.get(path)?.owners.push([positions.get(before) ?? -1, relation]);
      }
      before = path;
    }
  }
  return [...made.values()].map(({ object, owners }) => (owners.length === 0 ? object : { ...object, owners }));
}

/** A page with nothing but these objects. */
export function pageOf(objects: readonly PageObject[], more: Partial<PageModel> = {}): PageModel {
  const groups = Math.max(0, ...objects.map((object) => object.in)) + 1;
  return {
    formatVersion: 1,
    subject: 'plan',
    title: 'Plan of namespace fleet',
    verdict: { tone: 'green', text: 'Nothing stands in the way.' },
    facts: [],
    scales: [],
    groups: Array.from({ length: groups }, (_, group) => ({ title: `Cluster fleet/c${group}`, kind: 'cluster' })),
    objects,
    findings: [],
    next: [],
    ...more,
  };
}
