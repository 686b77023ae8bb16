export type { CliContext, CliProcess, Clock, Environment, Output, Platform, Signals, StopSignal } from './context.ts';
export { exitCodes, type ExitCode } from './exit-codes.ts';
export type { MoveLibrary } from './library.ts';
export { runCli } from './run-cli.ts';
