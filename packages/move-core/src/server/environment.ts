import { homedir } from 'node:os';
import { env } from 'node:process';

/** What finding a kubeconfig depends on besides its options. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

/** The surroundings of this process. Nothing else in the library looks at them. */
export function processEnvironment(): Environment {
  return { env, homeDir: homedir() };
}
