import type { MoveEvent, Phase } from '@tsmove/move-core';
import { count } from './words.ts';

interface PhaseWords {
  /** While it lasts. */
  readonly doing: (objects: string) => string;
  /** When it is over. */
  readonly done: (objects: string) => string;
  /** In front of the counter of the moment. */
  readonly short: string;
  /** Its name in a list of phases, as an order. */
  readonly name: string;
  /** Events that say: one more is done. */
  readonly counts: readonly MoveEvent['type'][];
}

const known: Readonly<Record<Phase, PhaseWords>> = {
  preflight: {
    doing: () => 'Checking whether the move may start',
    done: () => 'Checked whether the move may start',
    short: 'Checking',
    name: 'check',
    counts: [],
  },
  lock: {
    doing: () => 'Locking both sides',
    done: () => 'Locked both sides',
    short: 'Locking',
    name: 'lock',
    counts: [],
  },
  hold: {
    doing: (objects) => `Pausing ${objects} in the source`,
    done: (objects) => `Paused ${objects} in the source`,
    short: 'Pausing',
    name: 'pause',
    counts: ['object-paused'],
  },
  wait: {
    doing: () => 'Waiting for the source to come to rest',
    done: () => 'The source has come to rest',
    short: 'Waiting',
    name: 'settle',
    counts: [],
  },
  create: {
    doing: (objects) => `Creating ${objects} in the target`,
    done: (objects) => `Created ${objects} in the target`,
    short: 'Creating',
    name: 'create',
    counts: ['object-ready', 'object-adopted'],
  },
  verify: {
    doing: (objects) => `Verifying ${objects} in the target`,
    done: (objects) => `Verified ${objects} in the target`,
    short: 'Verifying',
    name: 'verify',
    counts: ['object-verified'],
  },
  seal: {
    doing: (objects) => `Restoring the managed fields of ${objects} in the target`,
    done: (objects) => `Restored the managed fields of ${objects} in the target`,
    short: 'Restoring managed fields',
    name: 'seal',
    counts: ['object-sealed'],
  },
  retire: {
    doing: (objects) => `Deleting ${objects} from the source`,
    done: (objects) => `Deleted ${objects} from the source`,
    short: 'Deleting',
    name: 'delete',
    counts: ['object-deleted'],
  },
  release: {
    doing: (objects) => `Resuming ${objects} in the target`,
    done: (objects) => `Resumed ${objects} in the target`,
    short: 'Resuming',
    name: 'resume',
    counts: ['object-resumed'],
  },
  return: {
    // Only what was deleted is made anew; how much that is shows in looking.
    doing: (objects) => `Making sure that the source has ${objects} again`,
    done: (objects) => `The source has ${objects} again`,
    short: 'Making anew',
    name: 'make anew',
    counts: ['object-returned'],
  },
  undo: {
    doing: (objects) => `Undoing the move: removing ${objects} from the target, resuming the source`,
    done: (objects) => `Undid the move: removed ${objects} from the target, resumed the source`,
    short: 'Undoing',
    name: 'undo',
    counts: ['object-undone'],
  },
};

/** The words for a phase; plain ones for a phase that there are no words for yet. */
export function phaseWords(phase: Phase): PhaseWords {
  const all: Readonly<Partial<Record<string, PhaseWords>>> = known;
  return (
    all[phase] ?? {
      doing: (objects) => `Phase ${phase}: ${objects}`,
      done: (objects) => `Phase ${phase} is over: ${objects}`,
      short: `Phase ${phase}`,
      name: phase,
      counts: [],
    }
  );
}

/** `Creating 47 objects in the target`. */
export function doing(phase: Phase, total: number): string {
  return phaseWords(phase).doing(count(total, 'object'));
}

/** `Created 47 objects in the target`. */
export function done(phase: Phase, total: number): string {
  return phaseWords(phase).done(count(total, 'object'));
}
