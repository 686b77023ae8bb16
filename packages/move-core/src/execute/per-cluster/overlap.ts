import { PartialMoveError } from '../../errors.ts';

/**
 * Takes names from the front of a queue and works on several of them at once, until the queue is empty, or one turns
 * out to have to go alone, or something fails: then nothing more is begun, and what is under way comes to its end. The
 * answer is what has to go alone, and it is not in the queue any more. Raises what has failed, a move that is half way
 * before anything else.
 */
export async function overlap(
  queue: string[],
  atOnce: number,
  work: (name: string) => Promise<'done' | 'alone'>,
): Promise<readonly string[]> {
  const alone: string[] = [];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (alone.length === 0 && failures.length === 0) {
      const name = queue.shift();
      if (name === undefined) return;
      try {
        if ((await work(name)) === 'alone') alone.push(name);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw worst(failures);
  return alone;
}

/** Of several that stopped half way the error names each: all of them have to be gone on with. */
function worst(failures: readonly unknown[]): unknown {
  const [first, ...others] = failures.filter((error) => error instanceof PartialMoveError);
  if (first === undefined) return failures[0];
  if (others.length === 0) return first;
  const more = others.map(({ message, report }) => `move ${report.moveId}, too: ${message}`);
  return new PartialMoveError([first.message, ...more].join('; and '), first.report, {
    cause: first,
    ...(first.phase === undefined ? {} : { phase: first.phase }),
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  });
}
