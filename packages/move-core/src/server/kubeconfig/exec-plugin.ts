import { spawn } from 'node:child_process';
import { dirname, isAbsolute, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { kubeconfigError } from './fields.ts';
import { type ExecCredential, execInfo, readExecCredential } from './exec-credential.ts';
import { field } from './material.ts';
import type { NamedCluster, NamedUser } from './types.ts';

export interface ExecOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The plugin may ask a person: it gets this process's standard input. */
  readonly interactive: boolean;
  readonly timeoutMs: number;
  /** Each line that the plugin writes to its standard error, as it comes: "open this page and enter the code …". */
  readonly onMessage: (line: string) => void;
}

/**
 * Runs the exec plugin of a user. Raises KubeconfigError with the first line of its standard error; what it printed on
 * standard output is never shown.
 *
 * Not by @kubernetes/client-node: that gives no KUBERNETES_EXEC_INFO (kubelogin and others need it), keeps back the
 * plugin's messages until it has ended, leaves its standard input open, so that a plugin that asks waits for ever, and
 * quotes the output in its error.
 */
export async function runExecPlugin(
  user: NamedUser,
  cluster: NamedCluster,
  ca: string | undefined,
  options: ExecOptions,
): Promise<ExecCredential> {
  const { exec: plugin, place } = user;
  if (plugin === undefined) throw kubeconfigError(place, 'has no exec plugin');
  const at = field(place, 'exec');
  if (plugin.interactiveMode === 'Always' && !options.interactive) {
    throw kubeconfigError(at, 'needs a terminal to ask for credentials, and there is none');
  }
  const interactive = options.interactive && plugin.interactiveMode !== 'Never';
  const run = await runProgram(resolveCommand(plugin.command, place.file), plugin.args, {
    env: { ...options.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, cluster, ca, interactive) },
    stdin: interactive ? 'inherit' : 'ignore',
    timeoutMs: options.timeoutMs,
    onMessage: options.onMessage,
  });
  const hint = plugin.installHint?.trim().split('\n')[0];
  const failed = (problem: string): Error =>
    kubeconfigError(
      at,
      `${plugin.command} ${problem}`,
      run.problem === undefined || hint === undefined ? {} : { hint },
    );
  if (run.problem !== undefined) throw failed(run.problem);
  const credential = readExecCredential(plugin, run.output);
  if (typeof credential === 'string')
    throw failed(`${credential}${run.firstMessage === undefined ? '' : `: ${run.firstMessage}`}`);
  return credential;
}

/** A path with a slash starts at the kubeconfig's folder; a mere name is looked up in PATH. As in kubectl. */
function resolveCommand(command: string, file: string): string {
  return isAbsolute(command) || !/[/\\]/.test(command) ? command : resolve(dirname(resolve(file)), command);
}

/** Bytes of what a plugin prints: a token has some thousand, a certificate and key some ten thousand. */
const mostOutput = 1_048_576;

interface Run {
  readonly output: string;
  readonly firstMessage: string | undefined;
  /** Why there is no output to be used. */
  readonly problem: string | undefined;
}

function runProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly env: NodeJS.ProcessEnv;
    readonly stdin: 'inherit' | 'ignore';
    readonly timeoutMs: number;
    readonly onMessage: (line: string) => void;
  },
): Promise<Run> {
  return new Promise((settle) => {
    const child = spawn(command, args, { env: options.env, stdio: [options.stdin, 'pipe', 'pipe'], windowsHide: true });
    const output: Buffer[] = [];
    let firstMessage: string | undefined;
    let late = false;
    let length = 0;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open; nothing more is wanted from them.
      child.stdout.destroy();
      child.stderr.destroy();
    }, options.timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= mostOutput) output.push(chunk);
      else child.kill('SIGKILL');
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.trim() !== '') firstMessage ??= line.trim();
      options.onMessage(line);
    });
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      settle({ output: Buffer.concat(output).toString('utf8'), firstMessage, problem });
    };
    child.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message;
      end(code === 'ENOENT' ? 'is not installed, or not in PATH' : `cannot be run (${code})`);
    });
    child.on('close', (code, signal) => {
      const said = firstMessage === undefined ? '' : `: ${firstMessage}`;
      if (length > mostOutput) end(`printed more than ${mostOutput} bytes, which is no credential`);
      else if (late) end(`gave no credentials within ${(options.timeoutMs / 1000).toString()} s${said}`);
      else if (code === 0) end(undefined);
      else end(`failed with ${code === null ? (signal ?? 'a signal') : `exit code ${code.toString()}`}${said}`);
    });
  });
}
