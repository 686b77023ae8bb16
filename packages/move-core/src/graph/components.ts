/**
 * Strongly connected components of a graph given by the owners of each node (Tarjan's algorithm), without recursion,
 * so that no depth of ownership is too deep. Owners' components come before those of their dependents; the members of
 * a component are in ascending order.
 *
 * @param owners for each node, by number, the numbers of its owners.
 */
export function ownerComponents(owners: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const size = owners.length;
  const unseen = -1;
  const seenAs = new Int32Array(size).fill(unseen);
  const lowest = new Int32Array(size);
  const nextOwner = new Int32Array(size);
  const isOpen = new Uint8Array(size);
  const open: number[] = [];
  const path: number[] = [];
  const components: (readonly number[])[] = [];
  let count = 0;

  function enter(node: number): void {
    seenAs[node] = lowest[node] = count;
    count += 1;
    isOpen[node] = 1;
    open.push(node);
    path.push(node);
  }

  function lower(node: number, to: number): void {
    if (to < at(lowest, node)) lowest[node] = to;
  }

  function close(root: number): void {
    const members = open.splice(open.lastIndexOf(root));
    for (const member of members) isOpen[member] = 0;
    components.push(members.length === 1 ? members : members.sort((a, b) => a - b));
  }

  for (let start = 0; start < size; start += 1) {
    if (seenAs[start] === unseen) enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const owner = owners[node]?.[at(nextOwner, node)];
      if (owner !== undefined) {
        nextOwner[node] = at(nextOwner, node) + 1;
        if (seenAs[owner] === unseen) enter(owner);
        else if (isOpen[owner] === 1) lower(node, at(seenAs, owner));
        continue;
      }
      path.pop();
      const dependent = path.at(-1);
      if (dependent !== undefined) lower(dependent, at(lowest, node));
      if (lowest[node] === seenAs[node]) close(node);
    }
  }
  return components;
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
