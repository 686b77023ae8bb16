import { engineThatAnswers } from './engine-address.ts';
import { startOwnEngine } from './own-engine.ts';
import { removeLeftovers, startReaper } from './reaper.ts';

/** A container engine that this test run may use. */
export interface Engine {
  /** The same for everyone who uses the same engine. */
  readonly identity: object;
  /** As DOCKER_HOST has it. */
  readonly address: string;
  /** One line for people: which engine it is, and why. */
  readonly said: string;
  /** Whether it was started for this test run alone. */
  readonly isOwn: boolean;
  /** To be called by everyone who has asked for it; the last one ends what is to end. */
  release(): Promise<void>;
}

interface Shared {
  readonly engine: Omit<Engine, 'release' | 'identity'>;
  readonly stop: () => Promise<void>;
}

let shared: Promise<Shared> | undefined;
let users = 0;
let ending: Promise<void> = Promise.resolve();

/**
 * The engine of this process: one that answers, or one of its own where that may be.
 * @throws a sentence that says what to do, when there is none
 */
export async function useEngine(): Promise<Engine> {
  await ending;
  users += 1;
  shared ??= find();
  try {
    const { engine, stop } = await shared;
    let released = false;
    return {
      ...engine,
      identity: engine,
      async release() {
        if (released) return;
        released = true;
        users -= 1;
        if (users > 0) return;
        shared = undefined;
        ending = stop();
        await ending;
      },
    };
  } catch (error) {
    users -= 1;
    shared = undefined;
    throw error;
  }
}

async function find(): Promise<Shared> {
  const found = await engineThatAnswers();
  if (found.address !== undefined) {
    const { address } = found;
    await removeLeftovers(address);
    const reaper = startReaper(address);
    return { engine: { address, isOwn: false, said: `the engine at ${address}` }, stop: () => reaper.done() };
  }
  const reason = whyNoneOfItsOwn();
  if (reason !== undefined) {
    throw new Error(
      `no container engine answers (${found.why}), and none is started here: ${reason}. ` +
        'Start Docker, name an engine in DOCKER_HOST, or choose another driver with TSMOVE_TEST_DRIVER=envtest.',
    );
  }
  const own = await startOwnEngine().catch((error: unknown) => {
    throw new Error(`no container engine answers (${found.why}), and dockerd could not be started: ${String(error)}`, {
      cause: error,
    });
  });
  const said = `a dockerd of its own at ${own.address}, because no other engine answers (${found.why})`;
  return { engine: { address: own.address, isOwn: true, said }, stop: () => own.stop() };
}

/** A daemon with root's rights is started only where somebody wants that: in CI, or by the variable. */
export function whyNoneOfItsOwn(): string | undefined {
  const wish = process.env['TSMOVE_TEST_ENGINE'] ?? (process.env['CI'] === 'true' ? 'own' : 'none');
  if (wish !== 'own') return 'TSMOVE_TEST_ENGINE=own allows it, as CI=true does';
  if (process.platform !== 'linux') return `dockerd wants Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'dockerd wants root';
  return undefined;
}
