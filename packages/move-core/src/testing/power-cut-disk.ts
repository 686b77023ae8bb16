import { dirname } from 'node:path';
import type { JournalFile, JournalFiles } from '../journal/file/files.ts';

/** What happens to one operation of a disk: the power goes, or it fails with a code and only half done. */
export type DiskFault = 'power' | 'ENOSPC' | 'EIO';

/** What a power cut does with what was not synced: loses it, keeps it, keeps half of each write, or only its end. */
export type CutMode = 'dropped' | 'kept' | 'torn' | 'holes';

export const cutModes: readonly CutMode[] = ['dropped', 'kept', 'torn', 'holes'];

export interface Disk {
  readonly files: JournalFiles;
  /** How many operations there were. */
  operations(): number;
  /** The disk after the power went and came back. */
  cut(mode: CutMode): Disk;
}

type Change = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };

interface Node {
  /** As programs see it. */
  seen: Buffer;
  /** As it is on the disk. */
  durable: Buffer;
  /** What is on its way from the one to the other. */
  pending: Change[];
}

/** A disk in memory; every operation that changes something may fail. */
export function createDisk(
  fault: (operation: number) => DiskFault | undefined = () => undefined,
  durable: ReadonlyMap<string, Buffer> = new Map(),
): Disk {
  const nodes = new Map<string, Node>(
    [...durable].map(([path, bytes]) => [path, { seen: bytes, durable: bytes, pending: [] }]),
  );
  let durableNames = new Map(nodes);
  let operations = 0;
  let isDead = false;

  /** Does something, or as much of it as the fault lets. */
  function operate<T>(whole: () => T, half?: () => void): Promise<T> {
    if (isDead) return Promise.reject(failure('EIO'));
    operations += 1;
    const found = fault(operations);
    if (found === undefined) return Promise.resolve(whole());
    half?.();
    isDead = found === 'power';
    return Promise.reject(failure(found === 'power' ? 'EIO' : found));
  }

  function open(path: string, node: Node): JournalFile {
    const change = (what: Change): void => {
      node.seen = apply(node.seen, what);
      node.pending.push(what);
    };
    return {
      write: (bytes, at) =>
        operate(
          () => change({ at, bytes: Buffer.from(bytes) }),
          () => change({ at, bytes: Buffer.from(bytes.subarray(0, bytes.length / 2)) }),
        ),
      truncate: (length) => operate(() => change({ length })),
      sync: () =>
        operate(
          () => {
            node.durable = node.pending.reduce(apply, node.durable);
            node.pending = [];
          },
          // A sync that fails drops what it could not write, and the next one knows nothing of it.
          () => {
            node.pending = [];
          },
        ),
      isInPlace: () => Promise.resolve(nodes.get(path) === node),
      close: () => Promise.resolve(),
    };
  }

  function add(path: string, bytes: Buffer): Node {
    const node = { seen: bytes, durable: bytes, pending: [] };
    nodes.set(path, node);
    return node;
  }

  const files: JournalFiles = {
    makeDirectory: () => operate(() => undefined),
    list: (directory) =>
      Promise.resolve(
        [...nodes.keys()].filter((path) => dirname(path) === directory).map((path) => path.slice(directory.length + 1)),
      ),
    read: (path, first) => Promise.resolve(nodes.get(path)?.seen.subarray(0, first)),
    create: (path) => operate(() => (nodes.has(path) ? undefined : open(path, add(path, Buffer.alloc(0))))),
    open(path) {
      const node = nodes.get(path);
      return Promise.resolve(node === undefined ? undefined : open(path, node));
    },
    placeWhole: (path, content) =>
      operate(() => {
        if (nodes.has(path)) return false;
        add(path, Buffer.from(content));
        return true;
      }),
    shorten: (path, length) =>
      operate(() => {
        const node = nodes.get(path);
        if (node === undefined) return;
        node.seen = apply(node.seen, { length });
        node.pending.push({ length });
      }),
    remove: (path) => operate(() => void nodes.delete(path)),
    syncDirectory: () =>
      operate(() => {
        durableNames = new Map(nodes);
      }),
  };

  return {
    files,
    operations: () => operations,
    cut(mode) {
      const names = mode === 'dropped' ? durableNames : nodes;
      const left = [...names].map(([path, node]) => {
        const changes = mode === 'dropped' ? [] : node.pending.map((change) => spoil(change, mode));
        return [path, changes.reduce(apply, node.durable)] as const;
      });
      return createDisk(undefined, new Map(left));
    },
  };
}

function apply(before: Buffer, change: Change): Buffer {
  if ('length' in change) return Buffer.concat([before.subarray(0, change.length)], change.length);
  const { at, bytes } = change;
  const after = Buffer.alloc(Math.max(before.length, at + bytes.length));
  before.copy(after);
  bytes.copy(after, at);
  return after;
}

function spoil(change: Change, mode: CutMode): Change {
  if (!('bytes' in change) || mode === 'kept') return change;
  const { at, bytes } = change;
  const half = Math.floor(bytes.length / 2);
  return { at, bytes: mode === 'torn' ? bytes.subarray(0, half) : Buffer.from(bytes).fill(0, 0, half) };
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: no such luck`), { code });
}
