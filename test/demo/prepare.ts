import { binary } from '../support/binaries/binaries.ts';
import { pinned, serverPrograms } from '../support/binaries/pinned.ts';
import { allCrdSets, crdsOf } from '../support/crds/modules.ts';
import type { Printer } from './printer.ts';

/** After so long without an answer it is no look into the cache any more. */
const patience = 2_000;

/**
 * Gets the server programs and the kinds of Cluster API, and says where each came from. On the first run of a machine
 * this takes minutes, and says so; a Ctrl-C at the terminal reaches a download or build, because it runs in our group.
 */
export async function prepare(printer: Printer): Promise<void> {
  for (const program of serverPrograms) {
    const notice = setTimeout(() => {
      printer.line(
        `   ${program} ${pinned[program].version}: not here yet; it is downloaded or built, which takes minutes, but only once`,
      );
    }, patience);
    try {
      printer.line(`   ${(await binary(program)).said}`);
    } finally {
      clearTimeout(notice);
    }
  }
  await Promise.all(allCrdSets.map(crdsOf));
}
