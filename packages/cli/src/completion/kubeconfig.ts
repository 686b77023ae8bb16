import type { CliContext } from '../context.ts';
import { variableName } from '../flags/names.ts';

export type CompletedSide = 'source' | 'target';

type Fields = Readonly<Record<string, unknown>>;

/** What completion reads of the kubeconfigs of one side. */
export interface Contexts {
  readonly names: readonly string[];
  readonly current: string | undefined;
  /** True if the credentials of a context lie ready in the file, so that no program has to be run for them. */
  hasCredentials(context: string): boolean;
}

/**
 * The contexts of one side, from the kubeconfig that is named on the line or in the environment, else from where kubectl
 * looks. Files that cannot be read are passed over: completion stays silent. Nothing of the library is loaded for it.
 */
export async function readContexts(context: CliContext, side: CompletedSide): Promise<Contexts> {
  const files = await Promise.all(filesOf(context, side).map(read));
  const contexts = files.flatMap((file) => entries(file['contexts']));
  const users = files.flatMap((file) => entries(file['users']));
  return {
    names: [...new Set(contexts.map(({ name }) => name))],
    current: files.map((file) => text(file['current-context'])).find((name) => name !== undefined),
    hasCredentials(wanted) {
      // As in kubectl the first one of a name counts.
      const user = text(fields(contexts.find(({ name }) => name === wanted)?.entry['context'])['user']);
      const settings = fields(users.find(({ name }) => name === user)?.entry['user']);
      return settings['exec'] === undefined && settings['auth-provider'] === undefined;
    },
  };
}

function filesOf({ process: { env }, homeDir }: CliContext, side: CompletedSide): readonly string[] {
  const source = env[variableName('kubeconfig')];
  const given = side === 'target' ? (env[variableName('toKubeconfig')] ?? source) : source;
  if (given !== undefined && given !== '') return [fromHome(given, homeDir)];
  const list = (env['KUBECONFIG'] ?? '').split(':').filter((file) => file !== '');
  return list.length > 0 ? list : [`${homeDir}/.kube/config`];
}

/** Shells complete a line before they replace its `~`. */
export function fromHome(path: string, homeDir: string): string {
  return path.replace(/^~(?=\/)/, homeDir);
}

async function read(file: string): Promise<Fields> {
  try {
    const [{ readFile }, { load }] = await Promise.all([import('node:fs/promises'), import('js-yaml')]);
    return fields(load(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

/** The entries of a list that have a name. */
function entries(list: unknown): readonly { readonly name: string; readonly entry: Fields }[] {
  if (!Array.isArray(list)) return [];
  return list.map(fields).flatMap((entry) => {
    const name = text(entry['name']);
    return name === undefined ? [] : [{ name, entry }];
  });
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
