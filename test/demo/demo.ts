import { parseArgs } from 'node:util';
import { hold } from './keeper.ts';
import { createPrinter } from './printer.ts';
import { tellStory } from './story.ts';

const usage = `A move between two real API servers on this machine.

  npm run demo              starts them, moves a cluster from one to the other, stops them
  npm run demo -- --keep    leaves them running, and says how to use and how to stop them`;

const printer = createPrinter();

/** The exit code of somebody who was stopped by a signal: 128 and its number. */
const interrupted = new Promise<number>((resolve) => {
  process.once('SIGINT', () => resolve(130));
  process.once('SIGTERM', () => resolve(143));
});

async function demo(keep: boolean): Promise<number> {
  const tidying: (() => Promise<void> | void)[] = [];
  const told = tellStory({ printer, keep, atTheEnd: (tidy) => tidying.push(tidy) }).then(() => 0);
  try {
    const code = await Promise.race([told, interrupted]);
    if (code !== 0) printer.line('\nStopped; the clusters of the demo end with it.');
    return code;
  } catch (error) {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    for (const tidy of tidying.toReversed()) await tidy();
  }
}

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    // Ours: this process is the one that holds the clusters.
    hold: { type: 'boolean', default: false },
  },
});
if (values.hold) await hold();
else if (values.help) printer.line(usage);
else process.exit(await demo(values.keep));
