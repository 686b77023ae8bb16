import type { KubeObject } from '../../support/api/api.ts';
import { watch, type Watching } from '../../support/api/watch.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { conditionOf, pathIn, phaseOf } from './objects.ts';

/** What was seen of one object: each state once, in order. `gone` is one of them. */
export type Course = readonly string[];

/** What became of a namespace's Clusters, control planes, MachineDeployments and Machines while it was looked at. */
export interface History extends AsyncDisposable {
  /** By `Kind/name`. */
  readonly courses: ReadonlyMap<string, Course>;
  /** Those that were seen in more than one state, with all of them: `Machine/m: Running Available=True > …`. */
  changes(): readonly string[];
  /** After how many ms the last of them that had not been Available was so; 0 when all were all the time. */
  availableAfterMs(): number;
  /** Those that were seen in more than one phase, in the same way. */
  changesOfPhase(): readonly string[];
  stop(): Promise<void>;
}

const kinds = ['Cluster', 'KubeadmControlPlane', 'MachineDeployment', 'Machine'] as const;

/** What a user sees of an object in a list of them: whether it works. */
function stateOf(object: KubeObject): string {
  return `${phaseOf(object) || '-'} Available=${conditionOf(object, 'Available')?.status ?? '-'}`;
}

/** Whether a state of a course is one in which the object works. */
export function isAvailable(state: string): boolean {
  return state.endsWith('Available=True');
}

/** Watches, so that no state in between is missed; the state at the beginning is the first of each course. */
export async function historyOf(plane: ControlPlane, namespace: string): Promise<History> {
  const courses = new Map<string, string[]>();
  const watches: Watching[] = [];
  const start = performance.now();
  let availableAfterMs = 0;
  const api = plane.connectAs('admin', 'history');
  for (const kind of kinds) {
    const watching = watch(api, await pathIn(plane, kind, namespace), ({ type, object }) => {
      const name = `${kind}/${object.metadata.name}`;
      const course = courses.get(name) ?? [];
      courses.set(name, course);
      const state = type === 'DELETED' ? 'gone' : stateOf(object);
      if (course.at(-1) === state) return;
      course.push(state);
      if (course.length > 1 && isAvailable(state)) availableAfterMs = performance.now() - start;
    });
    watches.push(watching);
    await watching.started;
  }
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all(watches.map((one) => one.stop()));
    await api.close();
  };
  return {
    courses,
    changes: () => changesIn([...courses]),
    availableAfterMs: () => availableAfterMs,
    changesOfPhase: () => changesIn([...courses].map(([name, course]) => [name, phasesIn(course)])),
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => (stopping ??= stop()),
  };
}

/** The phases in a course, each once in a row. */
export function phasesIn(course: Course = []): Course {
  const phases = course.map((state) => state.split(' ')[0] ?? '');
  return phases.filter((phase, at) => phase !== phases[at - 1]);
}

function changesIn(courses: readonly (readonly [string, Course])[]): readonly string[] {
  return courses
    .filter(([, course]) => course.length > 1)
    .map(([name, course]) => `${name}: ${course.join(' > ')}`)
    .sort();
}
