import type { Actor, LeaseContent } from '@tsmove/move-core';

/** `alice@laptop (tsmove 0.1.0, process 4711 on laptop)` */
export function actorWords({ name, tool, pid, host }: Actor): string {
  return `${name} (${tool}, process ${pid.toString()} on ${host})`;
}

const doings: Readonly<Record<LeaseContent['command'], string>> = {
  move: 'carries it out',
  resume: 'goes on with it',
  rollback: 'undoes it',
  recover: 'recovers it',
};

/** `bob@ci (…) undoes it, in phase undo` */
export function holderWords({ by, command, phase }: LeaseContent): string {
  return `${actorWords(by)} ${doings[command]}, in phase ${phase}`;
}
