import { seconds, type Printer } from '../demo/printer.ts';
import type { Pair } from '../support/control-plane/start.ts';
import { objectsPerCluster } from '../support/seed/seed.ts';
import type { Contender } from './contenders.ts';
import { startDistant, type Distant } from './delay-proxy/distant.ts';
import { chooseConcurrency } from './raw-bound/choose-concurrency.ts';
import type { Machine } from './result/machine.ts';
import { wayOf, type Comparison, type Failure } from './result/result.ts';
import { summarise } from './result/summary.ts';
import { roundsOf, type Setting } from './settings.ts';
import { movedKinds } from './trial/clear-namespace.ts';
import { tryOnce, type Attempt, type Bed, type Trial } from './trial/trial.ts';

export interface CompareOptions {
  readonly pair: Pair;
  readonly contenders: readonly Contender[];
  readonly machine: Machine;
  readonly state: string;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** Makes one comparison: a way to the servers, a warm-up, the rounds. */
export async function compare(setting: Setting, options: CompareOptions): Promise<Comparison> {
  const { pair, printer } = options;
  const { clusters, roundTripMs } = setting;
  printer.heading(`${clusters * objectsPerCluster} objects of ${clusters} clusters, ${wayOf(setting)}`);
  const distant =
    roundTripMs === 0 ? [] : await Promise.all(pair.both.map((plane) => startDistant(plane, roundTripMs)));
  try {
    return await compareOn(distant, setting, options);
  } finally {
    await Promise.all(distant.map((one) => one[Symbol.asyncDispose]()));
  }
}

async function compareOn(
  distant: readonly Distant[],
  setting: Setting,
  { pair, printer, signal, state, contenders, machine }: CompareOptions,
): Promise<Comparison> {
  const { clusters, roundTripMs, entries } = setting;
  const at = new Date().toISOString();
  const [source, target] = [distant[0] ?? pair.source, distant[1] ?? pair.target];
  const bed: Bed = {
    pair,
    source: source.kubeconfig,
    target: target.kubeconfig,
    kinds: await movedKinds(pair.source),
    state,
  };
  const chosen = contenders.filter(({ name }) => entries.some(({ contender }) => contender === name));
  const failures: Failure[] = [];
  /** Hours of measuring are not given up for one move that fails: it is reported, and counts for nothing. */
  const attempt: Attempt = async (what, contender, trying) => {
    try {
      const trial = await tryOnce(bed, contender, { ...trying, signal });
      printer.line(`${what}: ${contender.name}: ${seconds(trial.elapsedMs)}`);
      return trial;
    } catch (error) {
      if (signal.aborted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      printer.line(`${what}: ${contender.name} failed: ${message}`);
      failures.push({ contender: contender.name, message });
      return undefined;
    }
  };
  // The first object of a kind costs an API server more than the next: that is nobody's merit, so it is not measured.
  for (const contender of chosen) await attempt('warm-up', contender, { clusters: 1, rawConcurrency: 16 });
  const { rawConcurrency, rawTried } = await chooseConcurrency(chosen, setting, attempt);
  const trials: Trial[] = [];
  for (const [round, names] of roundsOf(entries).entries()) {
    for (const contender of names.flatMap((name) => chosen.filter((one) => one.name === name))) {
      const trial = await attempt(`round ${round + 1}`, contender, { clusters, rawConcurrency });
      if (trial !== undefined) trials.push(trial);
    }
  }
  return {
    at,
    machine,
    clusters,
    objects: clusters * objectsPerCluster,
    roundTripMs,
    measuredRoundTripMs: distant.map(({ addedMs }) => addedMs),
    rawConcurrency,
    rawTried,
    summaries: summarise(chosen, trials),
    trials,
    failures,
  };
}
