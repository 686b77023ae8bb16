import { expect, test } from 'vitest';
import { PartialMoveError, StalePlanError } from '../../errors.ts';
import type { MoveReport } from '../report.ts';
import { overlap } from './overlap.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('as many names as asked for are in work at the same time, in the order of the queue', async () => {
  const begun: string[] = [];
  let most = 0;
  let now = 0;
  const alone = await overlap(['a', 'b', 'c', 'd', 'e'], 2, async (name) => {
    begun.push(name);
    now += 1;
    most = Math.max(most, now);
    await turn();
    now -= 1;
    return 'done';
  });
  expect({ alone, begun, most }).toEqual({ alone: [], begun: ['a', 'b', 'c', 'd', 'e'], most: 2 });
});

test('one that has to go alone ends it, when what is under way has come to its end', async () => {
  const queue = ['a', 'b', 'c', 'd'];
  const done: string[] = [];
  const alone = await overlap(queue, 2, async (name) => {
    if (name === 'b') return 'alone';
    await turn();
    done.push(name);
    return 'done';
  });
  expect({ alone, done, queue }).toEqual({ alone: ['b'], done: ['a'], queue: ['c', 'd'] });
});

const halfWay = (moveId: string): PartialMoveError =>
  new PartialMoveError(`${moveId} stopped`, { moveId } as MoveReport, { hint: 'go on' });

test('a failure ends it as well, and one that is half way is told before all others, with those like it', async () => {
  const queue = ['stale', 'm-1', 'fine', 'm-2', 'never'];
  const done: string[] = [];
  const work = async (name: string): Promise<'done'> => {
    await turn();
    if (name === 'stale') throw new StalePlanError('changed');
    if (name.startsWith('m-')) throw halfWay(name);
    done.push(name);
    return 'done';
  };
  const error: unknown = await overlap(queue, 4, work).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(PartialMoveError);
  expect(error).toMatchObject({
    message: 'm-1 stopped; and move m-2, too: m-2 stopped',
    report: { moveId: 'm-1' },
    hint: 'go on',
  });
  expect({ done, queue }).toEqual({ done: ['fine'], queue: ['never'] });
  await expect(overlap(['stale'], 3, work)).rejects.toBeInstanceOf(StalePlanError);
  await expect(overlap(['m-1'], 3, work)).rejects.toMatchObject({ message: 'm-1 stopped' });
});
