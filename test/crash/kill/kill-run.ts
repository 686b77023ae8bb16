import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaults } from '@tsmove/move-core';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Bed } from '../bed/bed.ts';
import { clear } from '../bed/clear.ts';
import { drawFleet } from '../bed/fleet.ts';
import { endingOf, sidesOf, violations, type Ending } from '../state/invariants.ts';
import { tsmove, type Ended } from './program.ts';

/** A real process is killed while it moves, and another one goes on. */
export interface KillCase {
  readonly afterMs: number;
  readonly journal: 'file' | 'cluster';
  readonly how: 'resume' | 'rollback';
}

export interface KillResult {
  readonly name: string;
  /** What the killed process had said last, which tells how far it was. */
  readonly reached: string;
  readonly ending: string;
  readonly findings: readonly string[];
}

/** How long a move of the fleet takes that nobody kills, the start of the program included. */
export async function measureMove(bed: Bed, namespace: string): Promise<number> {
  await drawFleet(bed.source.plane, namespace);
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-kill-'));
  try {
    const { code, elapsedMs, stderr } = await tsmove(moveArguments(bed, namespace, ['--journal-dir', folder]));
    if (code !== 0) throw new Error(`a move that nobody kills ended with ${code}: ${stderr}`);
    await clear(bed, namespace);
    return elapsedMs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One case. Only one at a time on a pair: without a wrapper around them, moves see each other's global identities. */
export async function runKill(bed: Bed, namespace: string, one: KillCase): Promise<KillResult> {
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-kill-'));
  const place = one.journal === 'file' ? ['--journal-dir', folder] : ['--journal', 'cluster'];
  try {
    await drawFleet(bed.source.plane, namespace);
    const before = await sidesOf(bed, namespace);
    const killed = await tsmove(moveArguments(bed, namespace, place), one.afterMs);
    const wentOn = killed.code === 'SIGKILL' ? await tsmove(goOnArguments(bed, one.how, place)) : undefined;
    const ending = await expected(bed, namespace, one.how, wentOn);
    const findings = [
      ...(killed.code === 'SIGKILL' || killed.code === 0
        ? []
        : [`the move ended with ${killed.code}: ${killed.stderr}`]),
      ...(wentOn === undefined || isWell(wentOn) ? [] : [`${one.how} ended with ${wentOn.code}: ${wentOn.stderr}`]),
      ...(await violations(bed, namespace, before, ending, { journalStays: one.journal === 'cluster' })),
    ];
    const reached = killed.code === 0 ? 'it was done' : (killed.stderr.trimEnd().split('\n').at(-1) ?? '');
    return { name: nameOf(one), reached, ending, findings };
  } finally {
    await clear(bed, namespace);
    await Promise.all(bed.pair.both.map(clearJournals));
    await rm(folder, { recursive: true, force: true });
  }
}

export function nameOf({ afterMs, journal, how }: KillCase): string {
  return `killed after ${afterMs.toFixed(0)} ms, journal in ${journal === 'file' ? 'a file' : 'the clusters'}, then ${how}`;
}

function sides({ pair }: Bed): readonly string[] {
  return ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
}

function moveArguments(bed: Bed, namespace: string, place: readonly string[]): readonly string[] {
  return ['move', ...sides(bed), '--namespace', namespace, '--allow-paused', '--yes', ...place];
}

function goOnArguments(bed: Bed, how: KillCase['how'], place: readonly string[]): readonly string[] {
  return [how, ...sides(bed), '--skip-lease-wait', '--yes', ...place];
}

/** It was killed before it had begun: then there is no move to go on with. */
function nothingBegun({ code, stderr }: Ended): boolean {
  return code === 3 && stderr.includes('no move is open');
}

function isWell(ended: Ended): boolean {
  // A move that was undoing itself when it was killed is undone by a resume, which then has not moved anything.
  return ended.code === 0 || nothingBegun(ended);
}

async function expected(bed: Bed, namespace: string, how: KillCase['how'], wentOn: Ended | undefined): Promise<Ending> {
  if (wentOn === undefined) return 'all';
  const now = await sidesOf(bed, namespace);
  if (nothingBegun(wentOn)) return endingOf(now);
  if (how === 'resume') return 'all';
  // Too late for a rollback, it moves back, and what is copied stays in the target.
  return now.target.objects.size > 0 ? 'back' : 'none';
}

async function clearJournals(plane: ControlPlane): Promise<void> {
  const base = `/api/v1/namespaces/${defaults.systemNamespace}`;
  await Promise.all(['secrets', 'configmaps'].map((plural) => plane.api.request('DELETE', `${base}/${plural}`)));
}
