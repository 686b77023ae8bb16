import { buildGraph, planMove } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { peakMemory } from '../resources/proc.ts';
import { median } from '../result/statistics.ts';
import type { Planning } from './planning.ts';
import { syntheticSnapshot } from './synthetic-snapshot.ts';

// A process for each size, so that none finds warm code or an old heap: node --expose-gc plan/measure.js CLUSTERS
const laterRuns = 3;

function heapMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function timed<T>(work: () => T): { readonly ms: number; readonly processorMs: number; readonly made: T } {
  const begun = performance.now();
  const before = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - begun, processorMs: (user + system) / 1000, made };
}

const empty = heapMiB();
const snapshot = syntheticSnapshot(Number(process.argv[2]));
const filled = heapMiB();
const first = timed(() => planMove(snapshot, { providers }));
const planned = heapMiB();
if (first.made.objects.length !== snapshot.objects.length) throw new Error('the plan leaves something out');
const later = Array.from({ length: laterRuns }, () => timed(() => planMove(snapshot, { providers })).ms);
const planning: Planning = {
  objects: snapshot.objects.length,
  snapshotMiB: filled - empty,
  graphMs: timed(() => buildGraph(snapshot, providers)).ms,
  firstMs: first.ms,
  firstProcessorMs: first.processorMs,
  laterMs: median(later),
  planMiB: planned - filled,
  peakMiB: peakMemory(process.pid),
};
process.stdout.write(`${JSON.stringify(planning)}\n`);
