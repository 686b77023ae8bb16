import { readFileSync } from 'node:fs';

/** Of all Linux systems that Node runs on; programs can only ask for it in C. */
const ticksPerSecond = 100;

/** What `/proc/PID/stat` says about processor time, in seconds. */
export interface ProcessorTime {
  /** User and system, of the process itself. */
  readonly own: number;
  /** The same of its children that have ended and were waited for. */
  readonly endedChildren: number;
}

/** Reads a line of `/proc/PID/stat`. The second field is the program's name in brackets, which may hold anything. */
export function parseStat(text: string): ProcessorTime {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return {
    own: ((utime ?? 0) + (stime ?? 0)) / ticksPerSecond,
    endedChildren: ((cutime ?? 0) + (cstime ?? 0)) / ticksPerSecond,
  };
}

/** The largest resident size so far, in MiB, from `/proc/PID/status`; undefined for a process that is just ending. */
export function parsePeak(text: string): number | undefined {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(text) ?? [];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

/** Undefined where there is no such process, or no /proc: on macOS these columns stay empty. */
export function processorTime(pid: number | 'self'): ProcessorTime | undefined {
  const text = read(pid, 'stat');
  return text === undefined ? undefined : parseStat(text);
}

export function peakMemory(pid: number): number | undefined {
  const text = read(pid, 'status');
  return text === undefined ? undefined : parsePeak(text);
}

function read(pid: number | 'self', file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
