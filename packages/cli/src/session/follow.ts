import type { MoveReport, MoveRun } from '@tsmove/move-core';
import type { Beginning, UnderWay } from './under-way.ts';
import type { View } from '../view/view.ts';

/** Shows the events of a move that this process carries out, and returns what it came to. */
export async function follow(
  { underWay, view }: { readonly underWay: UnderWay; readonly view: View },
  run: MoveRun,
  beginning: Beginning,
): Promise<MoveReport> {
  // The outcome may be known before the last event is read: an error of it is dealt with below, not here.
  run.result.catch(() => undefined);
  underWay.begin(run.moveId, beginning);
  let trouble: string | undefined;
  for await (const event of run) {
    underWay.see(event);
    try {
      view.show({ type: 'event', event });
    } catch (error) {
      // The move goes on whether it can be shown or not: to leave now would close its connections.
      trouble ??= error instanceof Error ? error.message : String(error);
    }
  }
  const report = await run.result;
  if (trouble !== undefined) {
    view.show({ type: 'note', level: 0, text: `not all of the move could be shown: ${trouble}` });
  }
  return report;
}
