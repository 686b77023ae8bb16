import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { parseJson, stringifyJson } from '../../model/json-codec.ts';

/** A process that has a journal open, as it says of itself in the lock. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Tells one run of the kernel from the next; empty where the system does not say (macOS). */
  readonly boot: string;
  /** Tells the machine from others, also after a restart; empty where the system does not say. */
  readonly machine: string;
  /** The space that the pid is counted in, which containers have of their own; empty where there is but one. */
  readonly pidSpace: string;
  /** When the process began, in ticks since the kernel did; empty where the system does not say. */
  readonly began: string;
}

export function formatHolder(holder: Holder): string {
  return `${stringifyJson({ ...holder })}\n`;
}

/** Undefined for anything that is not a holder: nobody knows then whether it lives. */
export function readHolder(text: string): Holder | undefined {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { host, pid, boot, machine, pidSpace, began } = value;
  if (typeof host !== 'string' || typeof pid !== 'number' || typeof boot !== 'string') return undefined;
  if (typeof machine !== 'string' || typeof pidSpace !== 'string' || typeof began !== 'string') return undefined;
  return { host, pid, boot, machine, pidSpace, began };
}

/**
 * `dead`: it has certainly ended. `gone`: it has ended unless two machines have the same name and identity, which is good
 * enough for a file, but not for what it may have sent. `unknown`: it runs elsewhere, or did.
 */
export type Verdict = 'alive' | 'dead' | 'gone' | 'unknown';

/** What must be known of a machine to tell whether a holder lives. */
export interface Host {
  /** This process. */
  self(): Promise<Holder>;
  /** When a process of this machine, seen from this process, began; '' if it lives but that is hidden, undefined if it is dead. */
  began(pid: number): Promise<string | undefined>;
}

export async function judge(holder: Holder, host: Host): Promise<Verdict> {
  const self = await host.self();
  if (holder.boot !== '' && holder.boot === self.boot) {
    // The same run of the same kernel. A pid means nothing, though, in the pid space of another container.
    if (holder.pidSpace === '' || holder.pidSpace !== self.pidSpace) return 'unknown';
    return (await lives(holder, host)) ? 'alive' : 'dead';
  }
  if (holder.host !== self.host) return 'unknown';
  // No kernel to compare, only the machine's name.
  if (holder.boot === '' && self.boot === '') return (await lives(holder, host)) ? 'alive' : 'gone';
  // The machine has been restarted since, and nothing of before still runs.
  return holder.machine !== '' && holder.machine === self.machine ? 'gone' : 'unknown';
}

/** Pids are used again: it is another process if it began at another time. */
async function lives({ pid, began }: Holder, host: Host): Promise<boolean> {
  const now = await host.began(pid);
  if (now === undefined) return false;
  return now === '' || began === '' || now === began;
}
