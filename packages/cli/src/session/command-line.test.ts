import { describe, expect, it } from 'vitest';
import { commandLine, type PlaceFlags, reversed } from './command-line.ts';

describe('a command line to go on with', () => {
  it('has every flag that says where the move is', () => {
    const flags: PlaceFlags = {
      kubeconfig: 's.yaml',
      kubeconfigContext: 'a',
      toKubeconfig: 't.yaml',
      toKubeconfigContext: 'b',
      journal: 'cluster',
    };
    const sides = '--kubeconfig s.yaml --kubeconfig-context a --to-kubeconfig t.yaml --to-kubeconfig-context b';
    expect(commandLine('tsmove', 'resume', 'm-1', flags)).toBe(`tsmove resume m-1 ${sides} --journal cluster`);
    expect(commandLine('kubectl tsmove', 'recover', 'm-1', flags)).toBe(`kubectl tsmove recover m-1 ${sides}`);
    expect(commandLine('tsmove', 'status', 'm-1', flags)).toBe(`tsmove status m-1 ${sides}`);
  });

  it('can be copied into a shell whatever the paths are', () => {
    const line = (kubeconfig: string): string => commandLine('tsmove', 'resume', 'm-1', { kubeconfig });
    expect(line('~/my.yaml')).toBe('tsmove resume m-1 --kubeconfig ~/my.yaml');
    expect(line('/my files/a.yaml')).toBe("tsmove resume m-1 --kubeconfig '/my files/a.yaml'");
    expect(line("it's $HOME")).toBe(String.raw`tsmove resume m-1 --kubeconfig 'it'\''s $HOME'`);
  });

  it('knows as much as the command that began, but for one that only looks', () => {
    const flags: PlaceFlags = {
      provider: ['./mine.js', './two.js'],
      byohHosts: 'report',
      byohCopyInstallerTemplates: true,
    };
    const known = '--provider ./mine.js --provider ./two.js --byoh-hosts report --byoh-copy-installer-templates';
    expect(commandLine('tsmove', 'resume', 'm-1', flags)).toBe(`tsmove resume m-1 ${known}`);
    expect(commandLine('tsmove', 'recover', '', flags)).toBe(`tsmove recover ${known}`);
    expect(commandLine('tsmove', 'status', 'm-1', flags)).toBe('tsmove status m-1');
  });

  it('gives the target up again only in a rollback', () => {
    const flags: PlaceFlags = { kubeconfig: 's', abandonTarget: true };
    expect(commandLine('tsmove', 'rollback', 'm-1', flags)).toBe('tsmove rollback m-1 --kubeconfig s --abandon-target');
    expect(commandLine('tsmove', 'resume', 'm-1', flags)).toBe('tsmove resume m-1 --kubeconfig s');
  });
});

describe('the way back', () => {
  const line = (flags: PlaceFlags, env = {}): string => commandLine('tsmove', 'resume', 'm', reversed(flags, env));

  it.each<[PlaceFlags, string]>([
    [{ kubeconfig: 's', toKubeconfig: 't' }, '--kubeconfig t --to-kubeconfig s'],
    [
      { kubeconfig: 's', kubeconfigContext: 'a', toKubeconfigContext: 'b' },
      '--kubeconfig s --kubeconfig-context b --to-kubeconfig s --to-kubeconfig-context a',
    ],
    [{ kubeconfigContext: 'a', toKubeconfigContext: 'b' }, '--kubeconfig-context b --to-kubeconfig-context a'],
    [{ toKubeconfig: 't' }, '--kubeconfig t --to-kubeconfig ~/.kube/config'],
    [
      { kubeconfigContext: 'a', toKubeconfig: 't' },
      '--kubeconfig t --to-kubeconfig ~/.kube/config --to-kubeconfig-context a',
    ],
  ])('of %o is %s', (flags, swapped) => {
    expect(line(flags)).toBe(`tsmove resume m ${swapped}`);
  });

  it('names the kubeconfig of the environment', () => {
    expect(line({ toKubeconfig: 't' }, { KUBECONFIG: '/k' })).toBe('tsmove resume m --kubeconfig t --to-kubeconfig /k');
    expect(line({ toKubeconfig: 't' }, { KUBECONFIG: '/k:/l' })).toContain('--to-kubeconfig FILE');
  });
});
