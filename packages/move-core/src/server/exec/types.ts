/** A command to be run in a container that runs already. */
export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  /** Absent: the pod's only container, or its default one. */
  readonly container?: string;
  readonly command: readonly string[];
  /** Time for the whole command, in ms; default 30 s. */
  readonly timeoutMs?: number;
  /** Most bytes of output; default 8 MiB. What writes more is cut off with an error. */
  readonly limitBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ExecResult {
  readonly stdout: string;
  /** 0, or what the command exited with. */
  readonly exitCode: number;
  /** What the command wrote to its standard error, the last 2,000 characters of it. */
  readonly stderr: string;
}
