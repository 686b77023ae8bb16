import {
  canonicalIp,
  isClientId,
  isDuid,
  isHardwareAddress,
  isHostname,
  isIpv4,
  isIpv6,
  readExpiry,
  readIaid,
} from './fields.ts';
import type { Lease, LeaseExtra, LeaseFile, LeaseProblem } from './types.ts';

/** What was read, and everything that could not be; what is broken is in `problems` and nowhere else. */
export interface ParsedLeases extends LeaseFile {
  readonly problems: readonly LeaseProblem[];
}

interface Extra {
  readonly ip: string;
  readonly line: number;
  readonly extra: LeaseExtra;
}

/**
 * Reads dnsmasq's lease file. dnsmasq reads it word by word and writes it line by line; here it is read line by line,
 * because a reader by words takes the rest of a broken line for the beginning of the next lease. Nothing is dropped without
 * a problem that says so. A file without a last newline is torn: it was copied while dnsmasq wrote it, and its last word may
 * be half a word.
 */
export function parseLeases(text: string): ParsedLeases {
  const leases: Lease[] = [];
  const extras: Extra[] = [];
  const problems: LeaseProblem[] = [];
  let duid: string | undefined;
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';

  for (const [at, words] of lines.map((line) => line.match(/\S+/gu) ?? []).entries()) {
    const line = at + 1;
    if (words.length === 0) continue;
    const read = readLine(words);
    if (typeof read === 'string')
      problems.push({ code: 'unreadable', severity: 'error', line, message: `line ${line}: ${read}` });
    else if ('lease' in read) leases.push(read.lease);
    else if ('extra' in read) extras.push({ line, ...read });
    else if (duid === undefined) ({ duid } = read);
    else
      problems.push({
        code: 'second-duid',
        severity: 'error',
        line,
        message: `line ${line}: a second DUID of the server`,
      });
  }
  if (torn.trim() !== '') {
    const line = lines.length + 1;
    problems.push({ code: 'torn', severity: 'error', line, message: `the file ends in the middle of line ${line}` });
  }
  return { leases: withExtras(leases, extras, problems), duid, problems };
}

type Line = { readonly lease: Lease } | { readonly duid: string } | { readonly ip: string; readonly extra: LeaseExtra };

/** What a line says, or what is wrong with it. */
function readLine(words: readonly string[]): Line | string {
  const [first = '', second = '', third = ''] = words;
  if (first === 'duid') {
    if (words.length !== 2 || !isDuid(second)) return "the server's DUID is not made of hex bytes";
    return { duid: second };
  }
  if (first === 'vendorclass' || first === 'agent-info') {
    if (words.length !== 3 || !(isIpv4(second) || isIpv6(second)))
      return `${first} is not followed by an address and a value`;
    return { ip: canonicalIp(second), extra: { kind: first, value: third } };
  }
  if (!/^\d+$/u.test(first)) return 'it begins with neither an expiry nor a word that dnsmasq writes';
  if (words.length !== 5) return `a lease has 5 words, and this line ${words.length}`;
  const lease = readLease(words);
  return typeof lease === 'string' ? lease : { lease };
}

function readLease(words: readonly string[]): Lease | string {
  const [time = '', who = '', ip = '', name = '', client = ''] = words;
  const expiry = readExpiry(time);
  if (expiry === undefined) return `${time} is no time`;
  if (!isHostname(name)) return `${ip} has a hostname that no host may have`;
  if (!isClientId(client)) return `${ip} has a client ID that is not made of hex bytes`;
  const common = { expiry, ip, hostname: unlessStar(name), clientId: unlessStar(client), extras: [] };
  if (isIpv4(ip)) {
    return isHardwareAddress(who) ? { family: 4, ...common, hwaddr: who } : `${ip} has no hardware address but ${who}`;
  }
  if (!isIpv6(ip)) return `${ip} is no address`;
  const association = readIaid(who);
  if (association === undefined) return `${ip} has no identity association but ${who}`;
  return { family: 6, ...common, ...association };
}

function unlessStar(text: string): string | undefined {
  return text === '*' ? undefined : text;
}

function withExtras(leases: readonly Lease[], extras: readonly Extra[], problems: LeaseProblem[]): readonly Lease[] {
  if (extras.length === 0) return leases;
  const known = new Set(leases.map(({ ip }) => canonicalIp(ip)));
  const byIp = new Map<string, LeaseExtra[]>();
  for (const { ip, line, extra } of extras) {
    if (known.has(ip)) byIp.set(ip, [...(byIp.get(ip) ?? []), extra]);
    else {
      const message = `line ${line}: ${extra.kind} of ${ip}, which has no lease`;
      problems.push({ code: 'extra-without-lease', severity: 'info', line, message });
    }
  }
  return leases.map((lease) => ({ ...lease, extras: byIp.get(canonicalIp(lease.ip)) ?? [] }));
}
