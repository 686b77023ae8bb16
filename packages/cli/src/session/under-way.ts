import type { LeaseContent, MoveEvent, MoveReport, MoveZone, Phase } from '@tsmove/move-core';

type MoveCommand = LeaseContent['command'];

/** How far a move is, as its events tell. */
export interface Course {
  readonly moveId: string;
  readonly zone: MoveZone;
  /** It has begun, and has not come to its end: not everything has moved, and not everything is as it was. */
  readonly open: boolean;
  /** Something has moved for good: a whole move, or one Cluster of several. */
  readonly hasMoved: boolean;
  /** The journal cannot be written any more, so that the clusters know better. */
  readonly journalLost: boolean;
  /** It moves back what an earlier move had brought to the target. */
  readonly back: boolean;
}

/** What is known of a move when this process takes it in hand. */
export interface Beginning {
  readonly zone: MoveZone;
  /** False for a move that is only about to begin. */
  readonly open: boolean;
  /** True for the rollback of a move that may be finished: what begins then goes the other way. */
  readonly mayTurn?: boolean;
}

/** UnderWay knows, at any moment, which move this process carries out and how far it is. */
export interface UnderWay {
  begin(moveId: string, beginning: Beginning): void;
  see(event: MoveEvent): void;
  /** Undefined as long as no move was taken in hand. */
  course(): Course | undefined;
}

export function watchCourse(): UnderWay {
  let course: Course | undefined;
  let mayTurn = false;
  return {
    begin(moveId, beginning) {
      mayTurn = beginning.mayTurn === true;
      course = { ...fresh(moveId), zone: beginning.zone, open: beginning.open };
    },
    see(event) {
      if (course !== undefined) course = after(course, event, mayTurn);
    },
    course: () => course,
  };
}

function fresh(moveId: string): Course {
  return { moveId, zone: 'before-commit', open: false, hasMoved: false, journalLost: false, back: false };
}

function after(course: Course, event: MoveEvent, mayTurn: boolean): Course {
  switch (event.type) {
    case 'move-started': {
      const { moveId } = event;
      // Moves of single Clusters, and a move back, have ids of their own.
      const back = course.back || (mayTurn && moveId !== course.moveId);
      return { ...fresh(moveId), open: true, hasMoved: course.hasMoved, back };
    }
    case 'move-continued':
      // A recovery finds out by itself which move it is about.
      return continued({ ...course, moveId: event.moveId, open: true }, event.command, event.from);
    case 'finished': {
      const { outcome } = event.report;
      return { ...course, open: outcome === 'stopped', hasMoved: course.hasMoved || outcome === 'moved' };
    }
    case 'journal-lost':
      return { ...course, journalLost: true };
    case 'committed':
      return further(course, 'committed');
    case 'rolling-back':
      return { ...course, zone: 'rolling-back' };
    case 'phase-started':
      return further(course, zoneIn(event.phase));
    default:
      return course;
  }
}

function continued(course: Course, command: MoveCommand, from: Phase): Course {
  return command === 'rollback' ? { ...course, zone: 'rolling-back' } : further(course, zoneIn(from));
}

const order: readonly MoveZone[] = ['before-commit', 'committed', 'releasing', 'rolling-back', 'target-abandoned'];

/** A move only ever goes forward through the zones. */
function further(course: Course, zone: MoveZone): Course {
  return order.indexOf(zone) > order.indexOf(course.zone) ? { ...course, zone } : course;
}

function zoneIn(phase: Phase): MoveZone {
  switch (phase) {
    case 'seal':
    case 'retire':
      return 'committed';
    case 'release':
      return 'releasing';
    case 'return':
    case 'undo':
      return 'rolling-back';
    default:
      return 'before-commit';
  }
}

/** The course, corrected by what the report of a failed move says. */
export function courseAfter(course: Course | undefined, report: MoveReport | undefined): Course | undefined {
  if (report === undefined) return course;
  // Of several moves, one for each Cluster, another one may have been shown after the one that has failed.
  const same =
    course?.moveId === report.moveId ? course : { ...fresh(report.moveId), hasMoved: course?.hasMoved === true };
  const known = { ...same, open: report.outcome === 'stopped' };
  if (report.released) return further(known, 'releasing');
  return report.committed ? further(known, 'committed') : known;
}
