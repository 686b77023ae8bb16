import type { PlanFlags } from '../flags/plan.ts';
import { commandLine } from './command-line.ts';

/** The command that carries a plan out: where it was made from, what it takes along, and what was declared in order. */
export function moveCommand(program: string, flags: PlanFlags, namespace: string): string {
  return [
    commandLine(program, 'move', '', flags),
    `-n ${namespace}`,
    ...(flags.namespaceMap === undefined
      ? []
      : [`--namespace-map ${flags.namespaceMap.from}=${flags.namespaceMap.to}`]),
    ...(flags.cluster ?? []).map((name) => `--cluster ${name}`),
    ...(flags.status === undefined ? [] : [`--status ${flags.status}`]),
    ...(flags.keepInSource ?? []).map((resource) => `--keep-in-source ${resource}`),
    ...(flags.onConflict === undefined || flags.onConflict === 'fail' ? [] : [`--on-conflict ${flags.onConflict}`]),
    ...(flags.allowPaused === true ? ['--allow-paused'] : []),
    ...(flags.allowLeftBehind === true ? ['--allow-left-behind'] : []),
    ...(flags.allowEmpty === true ? ['--allow-empty'] : []),
    ...(flags.gitopsSuspended === true ? ['--gitops-suspended'] : []),
    ...(flags.skipPreflight ?? []).map((code) => `--skip-preflight ${code}`),
  ].join(' ');
}
