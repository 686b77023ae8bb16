import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { parseJson } from '../../model/json-codec.ts';

/** The first byte of every message names its channel (Kubernetes' `channel.k8s.io` sub-protocols, v4 and v5). */
const channels = { stdout: 1, stderr: 2, status: 3 } as const;

/** Sub-protocols, the best first. */
export const subprotocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** How a command ended, in the API server's words. */
export type ExecStatus = { readonly exitCode: number } | { readonly failure: string };

/** Collects what comes over the channels of one command. */
export interface Channels {
  /** False as soon as there is more output than wanted. */
  take(message: Uint8Array): boolean;
  stdout(): string;
  stderr(): string;
  /** Undefined until the server has told it. */
  status(): ExecStatus | undefined;
}

export function openChannels(limitBytes: number): Channels {
  const parts: Record<keyof typeof channels, Uint8Array[]> = { stdout: [], stderr: [], status: [] };
  let taken = 0;
  const text = (name: keyof typeof channels): string => Buffer.concat(parts[name]).toString('utf8');
  return {
    take(message) {
      const [channel] = message;
      const data = message.subarray(1);
      taken += data.length;
      for (const name of ['stdout', 'stderr', 'status'] as const)
        if (channels[name] === channel) parts[name].push(data);
      return taken <= limitBytes;
    },
    stdout: () => text('stdout'),
    stderr: () => text('stderr'),
    status: () => (parts.status.length === 0 ? undefined : readStatus(text('status'))),
  };
}

/** A Status object: `Success`, or a `Failure` whose causes hold the exit code if the command ran at all. */
function readStatus(text: string): ExecStatus {
  let status: JsonValue;
  try {
    status = parseJson(text);
  } catch {
    return { failure: 'the API server ended the command with words that are no Status' };
  }
  if (!isJsonObject(status)) return { failure: 'the API server ended the command with words that are no Status' };
  if (status['status'] === 'Success') return { exitCode: 0 };
  const exitCode = exitCodeIn(status);
  if (exitCode !== undefined) return { exitCode };
  const { message } = status;
  return { failure: typeof message === 'string' ? message : 'the command failed' };
}

function exitCodeIn(status: JsonObject): number | undefined {
  const { details } = status;
  const causes = isJsonObject(details) && Array.isArray(details['causes']) ? details['causes'] : [];
  for (const cause of causes as readonly JsonValue[]) {
    if (!isJsonObject(cause) || cause['reason'] !== 'ExitCode') continue;
    const code = Number(cause['message']);
    if (Number.isInteger(code)) return code;
  }
  return undefined;
}
