import type { Part } from './control-plane.ts';

/** Lets what was frozen go on. */
export type Thaw = () => Promise<void>;

/** Knows how to run the servers of one control plane: as processes, as containers. */
export interface Parts {
  /** What tells this kube-apiserver from every other version of it. */
  readonly apiserver: string;
  /** Starts a part, or starts it again with the same data and at the same address; resolves when it is ready. */
  run(part: Part): Promise<void>;
  /** Ends a part by a signal, and insists after `patience` milliseconds. */
  end(part: Part, signal: NodeJS.Signals, patience?: number): Promise<void>;
  /** From the next start on a part is this program; undefined where it cannot be another one. */
  readonly replace?: (part: Part, program: string) => void;
  /** Stops a part where it stands, connections and all, until the answer is called. */
  freeze(part: Part): Promise<Thaw>;
  /** Where this process reaches a part, or undefined while it does not run. */
  urlOf(part: Part): string | undefined;
  /** Where the servers reach this machine: their webhooks are here. */
  readonly hostAddress: string;
  /** The processes, as far as this machine has them. */
  pids(): Partial<Readonly<Record<Part, number>>>;
  /** Ends all of them at once, and forgets their data. */
  stop(): Promise<void>;
}
