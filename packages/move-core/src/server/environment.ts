import { homedir, hostname, userInfo } from 'node:os';
import { env, getuid, pid } from 'node:process';

/** What finding a kubeconfig depends on besides its options. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

/** The surroundings of this process. Nothing else in the library looks at them. */
export function processEnvironment(): Environment {
  return { env, homeDir: homedir() };
}

/** Who this process is to others. */
export interface ProcessIdentity {
  /** Empty if the system has no name for the user, as in many containers. */
  readonly user: string;
  readonly host: string;
  readonly pid: number;
}

/** As the operating system tells it. */
export function processIdentity(): ProcessIdentity {
  return { user: userName(), host: hostname(), pid };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** The number of the user that this process runs as; undefined where there is none (Windows). */
export function userId(): number | undefined {
  return getuid?.();
}
