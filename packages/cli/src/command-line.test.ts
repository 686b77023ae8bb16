import { describe, expect, it } from 'vitest';
import { fakeLibrary } from './testing/fake-library.ts';
import { tsmove } from './testing/run.ts';

const help = 'Run tsmove --help for help.\n';

describe('a command line that cannot be used', () => {
  it.each([
    ['mvoe', '"mvoe" is not a command of tsmove; did you mean move?'],
    ['move --concurency 4', '--concurency is not a flag of this command; did you mean --concurrency?'],
    ['backup', '"backup" is not a command of tsmove'],
    ['move --to-kubeconfg x', '--to-kubeconfg is not a flag of this command; did you mean --to-kubeconfig?'],
    ['move --foo', '--foo is not a flag of this command'],
    ['move -x', '-x is not a flag of this command'],
    [
      'move --to-directory out --from-directory in',
      '--to-directory and --from-directory exclude each other: give one of them',
    ],
    ['move --to-directory out --to-kubeconfig t', '--to-kubeconfig has no effect with --to-directory'],
    ['move --from-directory in --kubeconfig s', '--kubeconfig has no effect with --from-directory'],
    ['move --to-kubeconfig t --plain', '--encrypt-to and --plain are about the file of --backup, which is not given'],
    ['export f.tar --encrypt-to AGE-SECRET-KEY-1QQ', '--encrypt-to: this is a secret key; give the public one, age1…'],
    ['export f.tar --encrypt-to age1x --plain', '--encrypt-to and --plain ask for opposite things: give one'],
    ['export', 'FILE is missing'],
    ['import', 'FILE is missing'],
    ['archive verify', 'FILE is missing'],
    ['move --config c.yaml', '--config is not needed: tsmove reads no configuration of clusterctl; leave the flag out'],
    ['move fleet', '"fleet" is not expected: this command takes flags only'],
    ['-n fleet plan', '"plan" comes too late: the command stands first, as in tsmove plan --namespace NAME'],
    ['move --dry-run false', '"false" stands alone: write it with the flag, as in --dry-run=false'],
    ['move --dry-run=client', '--dry-run: "client" is neither true nor false'],
    ['move --to-kubeconfig', '--to-kubeconfig needs a value'],
    ['move --to-kubeconfig --yes', '--to-kubeconfig needs a value, but --yes follows it'],
    ['move --to-kubeconfig=', '--to-kubeconfig: the value is empty'],
    ['move --to-kubeconfig a --to-kubeconfig b', '--to-kubeconfig is given twice, as "a" and as "b"'],
    ['export f.tar --encrypt-to bob', '--encrypt-to: "bob" is no public key of age: they begin with age1'],
    ['move --timeout 90', '--timeout: "90" is not a duration; write it like 90s, 5m or 1h30m'],
    [
      'move --pause-timeout 0s',
      '--pause-timeout: "0s" is no time at all; give a duration above zero, or leave the flag out',
    ],
    ['move --block-move-timeout x', '--block-move-timeout: "x" is not a duration; write it like 90s, 5m or 1h30m'],
    ['move --concurrency 0', '--concurrency: "0" is not a whole number from 1 to 256'],
    ['move --concurrency many', '--concurrency: "many" is not a whole number from 1 to 256'],
    ['move -v high', '-v: "high" is not a whole number from 0 to 10'],
    ['move -v', '-v needs a value'],
    ['move -o wide', '--output: "wide" is not one of table, json, yaml'],
    ['graph -o png', '--output: "png" is not one of dot, mermaid, json, html, svg'],
    ['move --status keep', '--status: "keep" is not one of carry, drop'],
    ['move --hide-api-warnings some', '--hide-api-warnings: "some" is not one of default, all, none'],
    [
      'move -n Fleet',
      '--namespace: "Fleet" is not a name that Kubernetes allows; names have small letters, digits and dashes',
    ],
    ['move --cluster fleet/a', '--cluster: "fleet/a" is not a name; write it without its namespace or kind'],
    [
      'move --skip-preflight Paused!',
      '--skip-preflight: "Paused!" is not the code of a finding; codes look like cluster-paused',
    ],
    ['graph --to-kubeconfig x', '--to-kubeconfig is not a flag of this command'],
    ['move --journal disk', '--journal: "disk" is not one of file, cluster'],
    ['move --lease-duration 4s', '--lease-duration: "4s" is too short; give at least 5s'],
    ['resume M-1 --to-kubeconfig x', '"M-1" is not the id of a move; ids look like 20260131-093000-1a2b3c4d'],
    ['resume ../x --to-kubeconfig x', '"../x" is not the id of a move; ids look like 20260131-093000-1a2b3c4d'],
    ['status m-1 m-2', '"m-2" is not expected: this command takes one argument, and flags'],
    ['recover --journal cluster', '--journal is not a flag of this command'],
    ['report --object m1', '--object: "m1" is not an object; write its kind and its name, like Machine/prod-0'],
    ...['resume', 'rollback m-1', 'recover'].map((command): [string, string] => [
      command,
      "the target of the move is needed: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME for another context of the source's kubeconfig",
    ]),
    ['completion', 'SHELL is missing'],
    ['completion ksh', '"ksh" is not a shell that tsmove knows; it knows bash, zsh, fish'],
    [
      'move -n fleet',
      "the move has no target: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME for another context of the source's kubeconfig, or --dry-run to only look",
    ],
    ['plan --quiet -v 1', '--quiet and -v ask for opposite things: give one of them'],
  ])('%s', async (line, sentence) => {
    expect(await tsmove(line)).toEqual({ code: 2, stdout: '', stderr: `error: ${sentence}\n${help}` });
  });

  it('is told about everything that is wrong with it', async () => {
    const { code, stderr } = await tsmove('move --timeout x --concurrency y');
    expect(code).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('error:'))).toHaveLength(2);
  });

  it('of the plugin names the plugin', async () => {
    const { stderr } = await tsmove('mvoe', { program: 'kubectl tsmove' });
    expect(stderr).toBe(
      'error: "mvoe" is not a command of kubectl tsmove; did you mean move?\nRun kubectl tsmove --help for help.\n',
    );
  });
});

describe('the environment', () => {
  it('gives every flag a value', async () => {
    const { library, calls } = fakeLibrary();
    const { code } = await tsmove('move', {
      library,
      env: {
        TSMOVE_KUBECONFIG: 's.yaml',
        TSMOVE_KUBECONFIG_CONTEXT: 'a',
        TSMOVE_TO_KUBECONFIG: 't.yaml',
        TSMOVE_TO_KUBECONFIG_CONTEXT: 'b',
        TSMOVE_NAMESPACE: 'fleet',
        TSMOVE_CLUSTER: 'one, two',
        TSMOVE_STATUS: 'drop',
        TSMOVE_CONCURRENCY: '4',
        TSMOVE_PAUSE_TIMEOUT: '1m',
        TSMOVE_BLOCK_MOVE_TIMEOUT: '2m',
        TSMOVE_SKIP_PAUSE_ACK: 'true',
        TSMOVE_ALLOW_PAUSED: '1',
        TSMOVE_ALLOW_LEFT_BEHIND: 'yes',
        TSMOVE_ALLOW_EMPTY: 'false',
        TSMOVE_GITOPS_SUSPENDED: 'T',
        TSMOVE_SKIP_PREFLIGHT: 'no-inventory',
        TSMOVE_HIDE_API_WARNINGS: 'all',
        TSMOVE_YES: '',
      },
    });
    expect(code).toBe(0);
    expect(calls.connect.map(({ label, kubeconfig, context }) => ({ label, kubeconfig, context }))).toEqual([
      { label: 'source', kubeconfig: 's.yaml', context: 'a' },
      { label: 'target', kubeconfig: 't.yaml', context: 'b' },
    ]);
    expect(calls.connect[0]).toMatchObject({ concurrency: 4, hideApiWarnings: 'all' });
    expect(calls.discover[0]).toMatchObject({ namespace: 'fleet', concurrency: 4 });
    expect(calls.planMove[0]).toMatchObject({ clusters: ['one', 'two'], status: 'drop' });
    expect(calls.startMove[0]).toMatchObject({
      concurrency: 4,
      pauseTimeoutMs: 60_000,
      blockMoveTimeoutMs: 120_000,
      awaitPause: false,
      allow: { paused: true, leftBehind: true, empty: false, gitopsSuspended: true, skip: ['no-inventory'] },
    });
  });

  it('is overruled by flags', async () => {
    const { library, calls } = fakeLibrary();
    await tsmove('move --to-kubeconfig t.yaml -n other --allow-paused=false', {
      library,
      env: { TSMOVE_NAMESPACE: 'fleet', TSMOVE_ALLOW_PAUSED: 'true' },
    });
    expect(calls.discover[0]?.namespace).toBe('other');
    expect(calls.startMove[0]?.allow?.paused).toBe(false);
  });

  it('is refused by name where it cannot be used, all of it at once', async () => {
    const { code, stderr } = await tsmove('move --dry-run', {
      env: { TSMOVE_TIMEOUT: 'soon', TSMOVE_STATUS: 'keep', TSMOVE_ALLOW_EMPTY: 'maybe' },
    });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: TSMOVE_STATUS: "keep" is not one of carry, drop\n' +
        'error: TSMOVE_TIMEOUT: "soon" is not a duration; write it like 90s, 5m or 1h30m\n' +
        `error: TSMOVE_ALLOW_EMPTY: "maybe" is neither true nor false\n${help}`,
    );
  });
});
