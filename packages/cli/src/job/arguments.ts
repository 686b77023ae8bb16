import type { AnyFlagGroup } from '../flags/group.ts';
import { flagName } from '../flags/names.ts';

/** Flags that are counted in ms, and written with their unit. */
const durations: ReadonlySet<string> = new Set(['timeout', 'pauseTimeout', 'blockMoveTimeout', 'leaseDuration']);

/** Flags as they are written on a command line that gives the same, in the order of their groups. */
export function argumentsOf(flags: object, groups: readonly AnyFlagGroup[]): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(flags));
  return groups
    .flatMap((group) => Object.keys(group.flags))
    .flatMap((name) => {
      const value = given.get(name);
      if (value === undefined || value === false) return [];
      if (value === true) return [flagName(name)];
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return values.map((one) => `${flagName(name)}=${written(name, one)}`);
    });
}

function written(name: string, value: unknown): string {
  if (name === 'namespaceMap') {
    const { from, to } = value as { readonly from: string; readonly to: string };
    return `${from}=${to}`;
  }
  if (name === 'metrics') {
    const { host = '', port } = value as { readonly host?: string; readonly port: number };
    return `${host.includes(':') ? `[${host}]` : host}:${port.toString()}`;
  }
  return durations.has(name) ? `${String(value)}ms` : String(value);
}
