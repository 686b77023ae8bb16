// The moves of a portal: one at a time, each with its events kept for those who read them. server-sent-events.ts puts
// them on HTTP.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  connect,
  discover,
  MoveError,
  planMove,
  resumeMove,
  rollbackMove,
  startMove,
  summarizeMove,
  type ApiServer,
  type JournalStore,
  type MoveRun,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';

export interface MovesOptions {
  /** Kubeconfigs of the two sides. */
  readonly source: string;
  readonly target: string;
  readonly journal: JournalStore;
}

/** A move and what there is to tell of it; kept for as long as the process lives. */
export interface Told {
  readonly moveId: string;
  /** Marks the ids of its events: those of another process count differently. */
  readonly session: string;
  readonly events: { readonly type: string; readonly data: string }[];
  readonly changes: EventEmitter;
  readonly stop: AbortController;
  ended: boolean;
}

interface Sides {
  readonly source: ApiServer;
  readonly target: ApiServer;
}

export interface Moves {
  /** Undefined while another move is under way. Raises the MoveError of what cannot be planned. */
  begin(namespace: string): Promise<Told | undefined>;
  find(moveId: string): Told | undefined;
  /** Asks a move to stop and undo itself. False if it is committed: then it goes on to its end. */
  stop(told: Told): boolean;
  /** Begins nothing any more, stops what is under way, and resolves when that has come to a safe end. */
  close(): Promise<void>;
}

/** Goes on at once with what an earlier process has left in the journal; until then every other move has to wait. */
export function conductMoves({ source, target, journal }: MovesOptions): Moves {
  const moves = new Map<string, Told>();
  let busy = false;
  let closing = false;
  let running: Promise<unknown> = goOnWithWhatWasLeft();

  /** Connects, has `begin` start or continue a move, and tells of it to its end. One at a time. */
  async function conduct(
    begin: (sides: Sides, signal: AbortSignal) => Promise<MoveRun>,
    free: () => void = () => undefined,
  ): Promise<Told> {
    const stop = new AbortController();
    const sides: Sides = {
      source: await connect({ kubeconfig: source, label: 'source' }),
      target: await connect({ kubeconfig: target, label: 'target' }),
    };
    const close = (): Promise<unknown> => Promise.all([sides.source.close(), sides.target.close()]);
    try {
      const run = await begin(sides, stop.signal);
      const { moveId } = run;
      const told: Told = { moveId, session: randomUUID(), events: [], changes: new EventEmitter(), stop, ended: false };
      told.changes.setMaxListeners(0);
      moves.set(moveId, told);
      if (closing) stop.abort();
      running = tell(told, run, async () => {
        await close();
        free();
      });
      return told;
    } catch (error) {
      await close();
      throw error;
    }
  }

  async function tell(told: Told, run: MoveRun, finish: () => Promise<void>): Promise<void> {
    const add = (type: string, data: unknown): void => {
      told.events.push({ type, data: JSON.stringify(data) });
      told.changes.emit('change');
    };
    // The iterator never throws; how it ended says the result.
    for await (const event of run) if (event.type !== 'finished') add(event.type, event);
    const outcome = await run.result.then(
      ({ outcome, counts }) => ({ outcome, counts }),
      (error: unknown) => ({ outcome: 'failed', ...explained(error) }),
    );
    await finish();
    told.ended = true;
    add('ended', outcome);
  }

  async function goOnWithWhatWasLeft(): Promise<void> {
    busy = true;
    try {
      for (const moveId of await journal.list()) {
        const reading = await journal.read(moveId);
        const zone = reading === undefined ? 'finished' : summarizeMove(reading).zone;
        // A target that was given up is a person's decision.
        if (closing || zone === 'finished' || zone === 'target-abandoned') continue;
        const goOn = zone === 'rolling-back' ? rollbackMove : resumeMove;
        await conduct((sides, signal) => Promise.resolve(goOn(moveId, { ...sides, providers, journal, signal })));
        await running;
      }
    } catch (error) {
      console.error(explained(error).message);
    } finally {
      busy = false;
    }
  }

  return {
    async begin(namespace) {
      if (busy || closing) return undefined;
      busy = true;
      const free = (): void => {
        busy = false;
      };
      const start = async (sides: Sides, signal: AbortSignal): Promise<MoveRun> => {
        const snapshot = await discover(sides.source, { namespace, providers, signal });
        return startMove(planMove(snapshot, { providers }), { ...sides, snapshot, providers, journal, signal });
      };
      return conduct(start, free).catch((error: unknown) => {
        free();
        throw error;
      });
    },
    find: (moveId) => moves.get(moveId),
    stop,
    async close() {
      closing = true;
      for (const told of moves.values()) stop(told);
      await running;
    },
  };
}

/** Once everything is in the target, stopping would only leave both sides half done. */
function stop(told: Told): boolean {
  if (told.events.some(({ type }) => type === 'committed')) return false;
  told.stop.abort();
  return true;
}

/** What a user may be told: errors of a move name objects and what to do, never what is in the objects. */
export function explained(error: unknown): { readonly code: string; readonly message: string; readonly hint?: string } {
  if (!(error instanceof MoveError)) return { code: 'internal', message: 'something went wrong in the portal' };
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
