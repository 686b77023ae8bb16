import type { MoveEvent, MoveReport, MoveZone, Phase } from '@tsmove/move-core';

/** How far a move is, as its events tell. */
export interface Course {
  readonly moveId: string;
  readonly zone: MoveZone;
  /** The journal cannot be written any more, so that the clusters know better. */
  readonly journalLost: boolean;
  /** It moves back what an earlier move had brought to the target. */
  readonly back: boolean;
}

/** UnderWay knows, at any moment, which move this process carries out and how far it is. */
export interface UnderWay {
  /** A move was begun, or gone on with that was in `zone`. */
  begin(moveId: string, zone: MoveZone): void;
  see(event: MoveEvent): void;
  /** Undefined as long as no move was begun. */
  course(): Course | undefined;
}

export function watchCourse(): UnderWay {
  let course: Course | undefined;
  return {
    begin(moveId, zone) {
      course = { moveId, zone, journalLost: false, back: false };
    },
    see(event) {
      if (course !== undefined) course = after(course, event);
    },
    course: () => course,
  };
}

function after(course: Course, event: MoveEvent): Course {
  switch (event.type) {
    case 'move-started':
      // The rollback of a finished move is a move of its own.
      return event.moveId === course.moveId
        ? course
        : { moveId: event.moveId, zone: 'before-commit', journalLost: false, back: !course.back };
    case 'move-continued':
      return event.command === 'rollback' ? { ...course, zone: 'rolling-back' } : further(course, zoneIn(event.from));
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

/** The course, corrected by what the report of a move that stopped says. */
export function courseAfter(course: Course | undefined, report: MoveReport | undefined): Course | undefined {
  if (report === undefined) return course;
  const known = course ?? { moveId: report.moveId, zone: 'before-commit', journalLost: false, back: false };
  if (report.released) return further(known, 'releasing');
  return report.committed ? further(known, 'committed') : known;
}
