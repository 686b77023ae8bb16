import type { Environment } from '../context.ts';

/** Flags that say where a move is, its two sides and its journal, and what it was begun with. Commands have some or all of them. */
export interface PlaceFlags {
  readonly kubeconfig?: string | undefined;
  readonly kubeconfigContext?: string | undefined;
  readonly toKubeconfig?: string | undefined;
  readonly toKubeconfigContext?: string | undefined;
  readonly journal?: 'file' | 'cluster' | undefined;
  readonly journalDir?: string | undefined;
  /** The archive or directory that stands for one of the sides. */
  readonly archive?: string | undefined;
  readonly identity?: string | undefined;
  readonly toDirectory?: string | undefined;
  readonly fromDirectory?: string | undefined;
  /** True for an export, which cannot be gone on with: it begins anew. */
  readonly isExport?: boolean;
  readonly abandonTarget?: boolean | undefined;
  readonly provider?: readonly string[] | undefined;
  readonly byohHosts?: 'strict' | 'report' | 'off' | undefined;
  readonly byohCopyInstallerTemplates?: boolean | undefined;
}

export type Verb = 'move' | 'status' | 'resume' | 'rollback' | 'recover';

/** A command line about a move that can be copied into a shell: `tsmove resume m-1 --to-kubeconfig t.yaml`. */
export function commandLine(program: string, verb: Verb, moveId: string, flags: PlaceFlags): string {
  // A recovery that has not found its move yet has no id, and needs none.
  return [
    program,
    verb,
    ...(moveId === '' ? [] : [moveId]),
    ...sides(flags),
    ...archive(verb, flags),
    ...journal(verb, flags),
    ...providers(verb, flags),
    ...abandon(verb, flags),
  ].join(' ');
}

function sides(flags: PlaceFlags): readonly string[] {
  return [
    ...option('--kubeconfig', flags.kubeconfig),
    ...option('--kubeconfig-context', flags.kubeconfigContext),
    ...option('--to-kubeconfig', flags.toKubeconfig),
    ...option('--to-kubeconfig-context', flags.toKubeconfigContext),
  ];
}

function archive(verb: Verb, flags: PlaceFlags): readonly string[] {
  if (verb === 'status') return [];
  const file = flags.archive ?? flags.toDirectory ?? flags.fromDirectory;
  return [...option('--archive', file), ...option('--identity', flags.identity)];
}

function journal(verb: Verb, flags: PlaceFlags): readonly string[] {
  if (verb === 'recover') return [];
  const directory = option('--journal-dir', flags.journalDir);
  // `status` finds journals in the clusters by itself.
  if (verb === 'status' || flags.journal !== 'cluster') return directory;
  return option('--journal', flags.journal);
}

/** Whoever goes on must know as much as who began. */
function providers(verb: Verb, flags: PlaceFlags): readonly string[] {
  if (verb === 'status') return [];
  return [
    ...(flags.provider ?? []).flatMap((file) => option('--provider', file)),
    ...option('--byoh-hosts', flags.byohHosts),
    ...(flags.byohCopyInstallerTemplates === true ? ['--byoh-copy-installer-templates'] : []),
  ];
}

function abandon(verb: Verb, flags: PlaceFlags): readonly string[] {
  return verb === 'rollback' && flags.abandonTarget === true ? ['--abandon-target'] : [];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, shellWord(value)];
}

/** A word as a POSIX shell takes it; a `~` in front is left to the shell. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same places for a move in the other direction. */
export function reversed(flags: PlaceFlags, env: Environment): PlaceFlags {
  const { kubeconfig, kubeconfigContext, toKubeconfig, toKubeconfigContext } = flags;
  // A target is never found by itself: a source that is the default one has to be named then.
  const named = kubeconfig !== undefined || (kubeconfigContext !== undefined && toKubeconfig === undefined);
  return {
    ...flags,
    kubeconfig: toKubeconfig ?? kubeconfig,
    kubeconfigContext: toKubeconfigContext,
    toKubeconfig: named ? kubeconfig : defaultKubeconfig(env),
    toKubeconfigContext: kubeconfigContext,
    abandonTarget: undefined,
  };
}

function defaultKubeconfig(env: Environment): string {
  const list = (env['KUBECONFIG'] ?? '').split(':').filter((file) => file !== '');
  const [first] = list;
  if (first === undefined) return '~/.kube/config';
  return list.length === 1 ? first : 'FILE';
}
