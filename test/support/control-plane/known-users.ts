import { randomBytes } from 'node:crypto';
import type { User } from './control-plane.ts';

/** Name of the user that the controllers are, as audit logs show it. */
export const controllersUser = 'system:kube-controller-manager';

/** A user the API server knows by a token. */
export interface KnownUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly token: string;
}

/** Everybody who may come in, by name; admin and controllers may do everything. */
export function knownUsers(extra: readonly User[]): ReadonlyMap<string, KnownUser> {
  const users: readonly User[] = [
    { name: 'admin', groups: ['system:masters'] },
    { name: controllersUser, groups: ['system:masters'] },
    ...extra,
  ];
  return new Map(
    users.map(({ name, groups = [] }) => [name, { name, groups, token: randomBytes(24).toString('base64url') }]),
  );
}

export function userOf(users: ReadonlyMap<string, KnownUser>, name: string): KnownUser {
  const found = users.get(name);
  if (found === undefined) throw new Error(`no such user: ${name}`);
  return found;
}
