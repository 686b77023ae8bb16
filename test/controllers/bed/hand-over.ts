import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startDockerProvider } from '../../support/managers/core-managers.ts';
import type { Manager } from '../../support/managers/manager.ts';
import { beforeWrites, isReleaseIn, type Wrap } from '../../e2e/trouble/faults.ts';

/**
 * The Docker provider, of which only one can run on a machine: where it runs at the moment. All other managers run on both
 * sides all the time.
 */
export interface RovingProvider extends AsyncDisposable {
  /** Ends it where it is and starts it elsewhere. */
  moveTo(plane: ControlPlane): Promise<void>;
  /**
   * Wraps a move's servers, so that it moves to `plane` right before the move releases its first object there: at a moment
   * when nobody may act on either side. `also` happens just after that, with the release still to come.
   */
  movingAtRelease(plane: ControlPlane, also?: () => Promise<void>): Wrap;
}

export async function rovingProvider(plane: ControlPlane): Promise<RovingProvider> {
  let manager: Manager = await startDockerProvider(plane);
  const moveTo = async (next: ControlPlane): Promise<void> => {
    await manager.stop();
    manager = await startDockerProvider(next);
  };
  return {
    moveTo,
    movingAtRelease(next, also) {
      const isRelease = isReleaseIn('target');
      let moved: Promise<void> | undefined;
      return beforeWrites(async (sent) => {
        if (!isRelease(sent)) return;
        moved ??= moveTo(next).then(also);
        await moved;
      });
    },
    [Symbol.asyncDispose]: () => manager.stop(),
  };
}
