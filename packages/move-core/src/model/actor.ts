/** Who carries a move out, for the people who meet its lock or its journal. */
export interface Actor {
  /** `alice@laptop`, or the pod's name. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  /** Tells one boot of a host, or one start of a container, from the next; empty if unknown. */
  readonly boot: string;
  /** `tsmove 0.1.0`, or the name of the program that uses the library. */
  readonly tool: string;
}
