import type { CliContext } from '../context.ts';
import { variableName } from '../flags/names.ts';

/** Names of contexts that begin with `partial`, from the kubeconfig files of one side; none if they cannot be read. */
export async function completeContexts(
  context: CliContext,
  side: 'source' | 'target',
  partial: string,
): Promise<readonly string[]> {
  const names = await Promise.all(filesOf(context, side).map(contextsIn));
  return [...new Set(names.flat())].filter((name) => name.startsWith(partial));
}

function filesOf({ process: { env }, homeDir }: CliContext, side: 'source' | 'target'): readonly string[] {
  const source = env[variableName('kubeconfig')];
  const given = side === 'target' ? (env[variableName('toKubeconfig')] ?? source) : source;
  if (given !== undefined && given !== '') return [given.replace(/^~(?=\/)/, homeDir)];
  const list = (env['KUBECONFIG'] ?? '').split(':').filter((file) => file !== '');
  return list.length > 0 ? list : [`${homeDir}/.kube/config`];
}

async function contextsIn(file: string): Promise<readonly string[]> {
  try {
    const [{ readFile }, { load }] = await Promise.all([import('node:fs/promises'), import('js-yaml')]);
    const parsed: unknown = load(await readFile(file, 'utf8'));
    const contexts = isRecord(parsed) ? parsed['contexts'] : undefined;
    return Array.isArray(contexts) ? contexts.flatMap(nameOf) : [];
  } catch {
    return []; // Completion stays silent about what it cannot read.
  }
}

function nameOf(entry: unknown): readonly string[] {
  const name = isRecord(entry) ? entry['name'] : undefined;
  return typeof name === 'string' ? [name] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
