import { pinned } from '../support/binaries/pinned.ts';
import { allowedDifferences } from './allowed-differences.ts';
import { scenarios } from './scenarios/all.ts';
import { looks } from './scenarios/looks.ts';

/** The tables of docs/parity.md as the code would write them; a test holds the page to it. */
export function tableOfDifferences(): string {
  return table(
    ['difference', 'where', 'clusterctl', 'tsmove', 'because'],
    allowedDifferences.map(({ name, where, clusterctl, tsmove, because }) => [
      `\`${name}\``,
      where,
      clusterctl,
      tsmove,
      because,
    ]),
  );
}

export function tableOfLooks(): string {
  return table(
    ['asked to move', 'clusterctl', 'tsmove'],
    looks.map(({ name, clusterctl, tsmove }) => [name, clusterctl.inWords, tsmove.inWords]),
  );
}

export function tableOfScenarios(): string {
  return scenarios.map(({ name }) => `- ${name}`).join('\n');
}

export function binaryVersion(): string {
  return pinned.clusterctl.version;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
