import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { tsmove } from './program.ts';
import { hasTerminals, inShell, inTerminal } from './terminal.ts';

let pair: Pair | undefined;
let sides: readonly string[];

beforeAll(async () => {
  if (!hasTerminals) return;
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
});

afterAll(() => pair?.stop());

if (!hasTerminals)
  console.warn('NOT TRIED: the view in a real terminal, because there is no script of util-linux here');

function source(): Pair['source'] {
  if (pair === undefined) throw new Error('there are no clusters');
  return pair.source;
}

const picture = `
  Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
  Cluster/a > Machine/n
  Cluster/b > Machine/o
`;
const size = { columns: 72, rows: 20, env: { NO_COLOR: '1' } };
const blocked = { 'Cluster/b': { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': '' } } };

describe.skipIf(!hasTerminals)('in a terminal', () => {
  test('a move leaves a line for each phase and the outcome, and nothing of the moment', async () => {
    await draw(source(), 'watched', picture);
    const terminal = inTerminal(['move', ...sides, '-n', 'watched', '--skip-pause-ack', '-y'], size);
    expect(await terminal.code).toBe(0);
    const lines = terminal.screen.lines().map((line) => line.replace(/ in [\d.]+m?s\b/, ' in TIME'));
    expect(lines.slice(0, 10)).toEqual([
      'Found 2 Clusters in namespace watched: 7 objects to move',
      'Checked whether the move may start in TIME',
      'Locked both sides in TIME',
      'Paused 2 objects in the source in TIME',
      'The source has come to rest in TIME',
      'Created 7 objects in the target in TIME',
      'Verified 7 objects in the target in TIME',
      'Everything is in the target and verified',
      'Restored the managed fields of 7 objects in the target in TIME',
      'Deleted 7 objects from the source in TIME',
    ]);
    expect(lines.join('')).toContain('Moved 7 objects of 2 Clusters in namespace watched');
    expect(lines.join('')).not.toMatch(/[━─●○]/);
    // The phases were drawn, and the cursor was never hidden.
    expect(terminal.written()).toContain('● create  ○ verify  ○ seal');
    expect(terminal.written()).not.toContain('\u001b[?25l');
  });

  test('it says which object is waited for, and Ctrl-C undoes it', async () => {
    await draw(source(), 'waited', picture, blocked);
    const terminal = inTerminal(['move', ...sides, '-n', 'waited', '--skip-pause-ack', '-y'], size);
    await terminal.shows(/^waiting [2-9]s for cluster\.cluster\.x-k8s\.io\/b: /m);
    expect(terminal.screen.lines().at(-1)).toMatch(/● settle {2}○ create/);
    terminal.press('\u0003');
    expect(await terminal.code).toBe(130);
    const lines = terminal.screen.lines();
    expect(lines.join(' ')).toContain('Stopping at the next safe point');
    expect(lines.slice(-2).join(' ')).toContain('the source is as it was; run the command again.');
    expect(lines.join('\n')).not.toMatch(/waiting \d|[●○]/);
  });

  test('Ctrl-Z gives the terminal back, fg takes it again, and who was taken over meanwhile is told so', async () => {
    await draw(source(), 'stopped', picture, blocked);
    const room = { ...size, columns: 120, rows: 40 };
    const terminal = inShell(['move', ...sides, '-n', 'stopped', '--skip-pause-ack', '-y'], room);
    await terminal.shows(/^waiting [2-9]s for cluster\.cluster\.x-k8s\.io\/b: /m);
    terminal.press('\u001a');
    await terminal.shows(/Stopped/);
    expect(terminal.screen.lines().join('\n')).not.toMatch(/waiting \d|[●○]/);
    terminal.press('fg\n');
    await terminal.shows(/^waiting \d+s for cluster\.cluster\.x-k8s\.io\/b: /m);
    expect(terminal.screen.lines().at(-1)).toMatch(/● settle {2}○ create/);

    terminal.press('\u001a');
    await terminal.shows(/Stopped[^]*Stopped/);
    const recovered = await tsmove(['recover', ...sides, '--skip-lease-wait', '-y']);
    expect({ code: recovered.code, stderr: recovered.stderr }).toMatchObject({ code: 0 });
    terminal.press('fg\n');
    await terminal.shows(/this\s+process\s+sends\s+nothing\s+more/);
    terminal.press('echo "it ended with $?"\n');
    await terminal.shows(/it ended with 4/);
    terminal.press('exit\n');
    await terminal.code;
  });

  test('a dumb terminal gets plain lines, and --quiet none', async () => {
    await draw(source(), 'plain', picture);
    const back = ['move', '--kubeconfig', sides[3] ?? '', '--to-kubeconfig', sides[1] ?? ''];
    const rest = ['-n', 'plain', '--skip-pause-ack', '-y'];
    const plain = inTerminal(['move', ...sides, ...rest], { ...size, env: { TERM: 'dumb' } });
    expect(await plain.code).toBe(0);
    expect(plain.written()).not.toContain('\u001b');
    expect(plain.written()).toContain('Creating 7 objects in the target\r\n');
    const quiet = inTerminal([...back, ...rest, '--quiet'], size);
    expect(await quiet.code).toBe(0);
    expect(quiet.written()).toBe('');
  });
});
