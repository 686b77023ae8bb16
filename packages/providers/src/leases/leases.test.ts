import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { make } from '../testing/objects.ts';
import { crossCheckLeases } from './cross-check.ts';
import { expireLeases } from './expire.ts';
import { mergeLeases } from './merge.ts';
import { parseLeases } from './parse.ts';
import type { Lease } from './types.ts';
import { readDhcpRange, validateLeases } from './validate.ts';
import { formatLeases } from './write.ts';

const now = 1_800_000_000;

const whole = `1800003600 00:5c:52:31:3a:01 172.22.0.10 node-0 01:00:5c:52:31:3a:01
0 06-aa:bb 172.22.0.11 * *
1800003600 01- 172.22.0.12 * ff:01
duid 00:01:00:01:2c:aa:bb:cc:dd:ee:ff:00:11:22
1800003600 4294967295 fd00::10 node-0 00:01:00:01
0 T7 fd00::11 * 00:01
`;

const parsed = (text: string): readonly Lease[] => parseLeases(`${text}\n`).leases;
const problemsOf = (text: string): readonly string[] => parseLeases(text).problems.map(({ message }) => message);

describe('a lease file', () => {
  it('is read word by word, and written as dnsmasq writes it', () => {
    const file = parseLeases(whole);
    expect(file.problems).toEqual([]);
    expect(file.duid).toBe('00:01:00:01:2c:aa:bb:cc:dd:ee:ff:00:11:22');
    expect(file.leases[0]).toEqual({
      family: 4,
      expiry: 1_800_003_600,
      ip: '172.22.0.10',
      hostname: 'node-0',
      clientId: '01:00:5c:52:31:3a:01',
      hwaddr: '00:5c:52:31:3a:01',
      extras: [],
    });
    expect(file.leases[4]).toMatchObject({ family: 6, iaid: 7, temporary: true, ip: 'fd00::11', hostname: undefined });
    expect(formatLeases(file)).toBe(whole);
  });

  it('may be empty, and have empty lines', () => {
    expect(parseLeases('')).toEqual({ leases: [], duid: undefined, problems: [] });
    expect(formatLeases({ leases: [], duid: undefined })).toBe('');
    expect(formatLeases(parseLeases(whole.replaceAll('\n', ' \n\n')))).toBe(whole);
  });

  it('has what newer versions add dropped for older ones, or kept beside its lease', () => {
    const text = '0 aa:bb 10.0.0.1 * *\n0 aa:cc 10.0.0.2 * *\nvendorclass 10.0.0.1 50:58\nagent-info 10.0.0.1 01:02\n';
    expect(formatLeases(parseLeases(text))).toBe('0 aa:bb 10.0.0.1 * *\n0 aa:cc 10.0.0.2 * *\n');
    expect(formatLeases(parseLeases(text), { extras: true })).toBe(
      '0 aa:bb 10.0.0.1 * *\nvendorclass 10.0.0.1 50:58\nagent-info 10.0.0.1 01:02\n0 aa:cc 10.0.0.2 * *\n',
    );
    expect(problemsOf('vendorclass 10.0.0.9 50\n')).toEqual(['line 1: vendorclass of 10.0.0.9, which has no lease']);
  });

  it.each<[line: string, message: string]>([
    ['hello', 'line 2: it begins with neither an expiry nor a word that dnsmasq writes'],
    ['-5 aa:bb 10.0.0.2 * *', 'line 2: it begins with neither an expiry nor a word that dnsmasq writes'],
    ['99999999999999999 aa:bb 10.0.0.2 * *', 'line 2: 99999999999999999 is no time'],
    ['0 zz:bb 10.0.0.2 * *', 'line 2: 10.0.0.2 has no hardware address but zz:bb'],
    ['0 aa:bb 10.0.0.300 * *', 'line 2: 10.0.0.300 is no address'],
    ['0 aa:bb 10.1 * *', 'line 2: 10.1 is no address'],
    ['0 aa:bb 10.0.0.2 -x *', 'line 2: 10.0.0.2 has a hostname that no host may have'],
    ['0 aa:bb 10.0.0.2 * xyz', 'line 2: 10.0.0.2 has a client ID that is not made of hex bytes'],
    ['0 4294967296 fd00::1 * 00', 'line 2: fd00::1 has no identity association but 4294967296'],
    ['0 X7 fd00::1 * 00', 'line 2: fd00::1 has no identity association but X7'],
    ['0 7 fe80::1%eth0 * 00', 'line 2: fe80::1%eth0 is no address'],
    ['duid xx', "line 2: the server's DUID is not made of hex bytes"],
    ['agent-info nothing 00', 'line 2: agent-info is not followed by an address and a value'],
    ['0 aa:02 10.0.0.2 h', 'line 2: a lease has 5 words, and this line 4'],
    ['0 aa:02 10.0.0.2 * * *', 'line 2: a lease has 5 words, and this line 6'],
    [
      `0 ${Array(17).fill('aa').join(':')} 10.0.0.2 * *`,
      `line 2: 10.0.0.2 has no hardware address but ${Array(17).fill('aa').join(':')}`,
    ],
  ])('says what is wrong with %j, and reads on', (line, message) => {
    const text = `0 aa:01 10.0.0.1 * *\n${line}\n0 aa:03 10.0.0.3 * *\n`;
    expect(problemsOf(text)).toEqual([message]);
    expect(parsed(text).map(({ ip }) => ip)).toEqual(['10.0.0.1', '10.0.0.3']);
  });

  it('has one DUID', () => {
    expect(problemsOf('duid 00:01\nduid 00:02\n')).toEqual(['line 2: a second DUID of the server']);
  });

  it('that was cut anywhere, also in the middle of a word, is torn, and what is read of it is right', () => {
    const { leases: all } = parseLeases(whole);
    for (let length = 1; length < whole.length; length += 1) {
      const cut = whole.slice(0, length);
      const { leases, problems } = parseLeases(cut);
      expect(
        problems.map(({ code }) => code),
        JSON.stringify(cut),
      ).toEqual(cut.endsWith('\n') ? [] : ['torn']);
      expect(leases).toEqual(all.slice(0, leases.length));
    }
  });

  it('never loses a line without a word about it, whatever it holds', () => {
    const word = fc.oneof(
      fc.constantFrom('0', '*', 'duid', 'vendorclass', 'aa:bb', '10.0.0.1', 'fd00::1', 'T7', '1800000000', 'x'),
      fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\n', '')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 6 }), { maxLength: 20 }), (all) => {
        const text = all.map((words) => `${words.join(' ')}\n`).join('');
        const { leases, duid, problems } = parseLeases(text);
        const lines = text.split('\n').filter((line) => line.trim() !== '').length;
        const read = leases.length + leases.flatMap(({ extras }) => extras).length + (duid === undefined ? 0 : 1);
        expect(read + problems.length).toBe(lines);
      }),
    );
  });

  it('comes back from writing as it was, 10,000 leases and all', () => {
    const hex = fc.integer({ min: 0, max: 255 }).map((byte) => byte.toString(16).padStart(2, '0'));
    const bytes = fc.array(hex, { minLength: 1, maxLength: 16 }).map((list) => list.join(':'));
    const common = {
      expiry: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4_000_000_000 })),
      hostname: fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/u), { nil: undefined }),
      clientId: fc.option(bytes, { nil: undefined }),
      extras: fc.constant([]),
    };
    const lease = fc.oneof(
      fc.record({ ...common, family: fc.constant(4 as const), ip: fc.ipV4(), hwaddr: bytes }),
      fc.record({
        ...common,
        family: fc.constant(6 as const),
        ip: fc.ipV6().filter((ip) => !ip.includes('%')),
        iaid: fc.nat({ max: 4_294_967_295 }),
        temporary: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(lease, { maxLength: 30 }), fc.option(bytes, { nil: undefined }), (leases, duid) => {
        const again = parseLeases(formatLeases({ leases, duid }));
        expect(again.problems).toEqual([]);
        expect(again.duid).toBe(duid);
        expect(again.leases).toEqual([
          ...leases.filter(({ family }) => family === 4),
          ...leases.filter(({ family }) => family === 6),
        ]);
      }),
    );
    const many = Array.from({ length: 10_000 }, (_, at): Lease => ({
      family: 4,
      expiry: now,
      ip: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
      hwaddr: `02:00:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
      hostname: undefined,
      clientId: undefined,
      extras: [],
    }));
    expect(parseLeases(formatLeases({ leases: many, duid: undefined })).leases).toEqual(many);
  });
});

describe('leases taken together', () => {
  const messages = (text: string, ranges: readonly string[] = []): readonly string[] =>
    validateLeases(parsed(text), { now, ranges: ranges.flatMap((range) => readDhcpRange(range) ?? []) }).map(
      ({ message }) => message,
    );

  it.each<[what: string, text: string, message: string]>([
    ['an address twice', '0 aa:01 10.0.0.1 * *\n0 aa:02 10.0.0.1 * *', '10.0.0.1 is leased twice'],
    ['an address twice, written in two ways', '0 1 fd00::1 * 00\n0 2 fd00:0::1 * 01', 'fd00:0::1 is leased twice'],
    [
      'a client twice',
      '0 AA:01 10.0.0.1 * *\n0 aa:1 10.0.0.2 * *',
      '10.0.0.2 and 10.0.0.1 are leased to the same client',
    ],
    [
      'a client twice, known once by its ID',
      '0 aa:01 10.0.0.1 * 01:02\n0 aa:01 10.0.0.2 * *',
      '10.0.0.2 and 10.0.0.1 are leased to the same client',
    ],
    [
      'a client twice, on another interface',
      '0 aa:01 10.0.0.1 * 01:02\n0 aa:02 10.0.0.2 * 01:02',
      '10.0.0.2 and 10.0.0.1 are leased to the same client',
    ],
    ['a duration for a time', '3600 aa:01 10.0.0.1 * *', '10.0.0.1 expires at 3600, which is no time of these days'],
    [
      'a time far away',
      '9900000000 aa:01 10.0.0.1 * *',
      '10.0.0.1 expires at 9900000000, which is no time of these days',
    ],
  ])('cannot have %s', (_what, text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it('must lie in the ranges, if any are given', () => {
    expect(messages('0 aa:01 10.0.0.100 * *', ['10.0.0.10,10.0.0.99'])).toEqual([
      '10.0.0.100 is in none of the DHCP ranges',
    ]);
    expect(
      messages('0 aa:01 10.0.0.99 * *\n0 1 fd00::5 * 00', ['10.0.0.10,10.0.0.99,255.255.255.0,1h', 'fd00::/64']),
    ).toEqual([]);
    expect(messages('0 1 fe80::5 * 00', ['fd00::/64'])).toEqual(['fe80::5 is in none of the DHCP ranges']);
    expect([readDhcpRange('nonsense'), readDhcpRange('10.0.0.1,fd00::1'), readDhcpRange('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('may differ in their client ID alone, as two systems on one machine do, and an IPv6 client may have several', () => {
    expect(messages('0 aa:01 10.0.0.1 * 01:aa\n0 aa:01 10.0.0.2 * ff:bb')).toEqual([]);
    expect(messages('0 7 fd00::1 * 00:01\n0 7 fd01::1 * 00:01')).toEqual([]);
  });

  it('cannot be more than dnsmasq starts with', () => {
    const text = Array.from(
      { length: 1_001 },
      (_, at) => `0 ${(at >> 8).toString(16)}:${(at & 255).toString(16)} 10.0.${at >> 8}.${at & 255} * *`,
    ).join('\n');
    expect(messages(text)).toEqual(['there are 1001 leases; dnsmasq does not start with more than 1000']);
  });
});

describe('expiry', () => {
  const leases = parsed(`${now - 1} aa:01 10.0.0.1 * *\n${now + 60} aa:02 10.0.0.2 * *\n0 aa:03 10.0.0.3 * *`);
  const times = (options: Parameters<typeof expireLeases>[1]): readonly (readonly [string, number])[] =>
    expireLeases(leases, options).kept.map(({ ip, expiry }) => [ip, expiry]);

  it('takes what is over, and says so', () => {
    expect(times({ now })).toEqual([
      ['10.0.0.2', now + 60],
      ['10.0.0.3', 0],
    ]);
    expect(expireLeases(leases, { now }).expired.map(({ ip }) => ip)).toEqual(['10.0.0.1']);
    expect(times({ now, skew: 5 })).toHaveLength(3);
  });

  it('can be put off for as long as a pivot takes, and is never brought forward', () => {
    expect(times({ now, extendTo: 3_600 })).toEqual([
      ['10.0.0.2', now + 3_600],
      ['10.0.0.3', 0],
    ]);
    expect(times({ now, extendTo: 30 })).toEqual([
      ['10.0.0.2', now + 60],
      ['10.0.0.3', 0],
    ]);
  });

  it('can be lifted for machines that are known', () => {
    // What is over stays over: the address may be somebody else's by now.
    expect(times({ now, infinite: ['AA:01', '01-aa:02'] })).toEqual([
      ['10.0.0.2', 0],
      ['10.0.0.3', 0],
    ]);
  });
});

describe('a merge', () => {
  const merged = (
    source: string,
    target: string,
    prefer?: 'source' | 'target',
  ): readonly [text: string, conflicts: readonly string[]] => {
    const result = mergeLeases(parseLeases(source), parseLeases(target), prefer === undefined ? {} : { prefer });
    return [formatLeases(result), result.conflicts.map((one) => `${one.because} ${one.source.ip} ${one.target.ip}`)];
  };

  it.each<[what: string, source: string, target: string, text: string]>([
    [
      'takes both sides',
      '9 aa:01 10.0.0.1 * *\n',
      '9 aa:02 10.0.0.2 * *\n',
      '9 aa:02 10.0.0.2 * *\n9 aa:01 10.0.0.1 * *\n',
    ],
    ['keeps what lasts longer', '9 aa:01 10.0.0.1 * *\n', '8 aa:01 10.0.0.1 * *\n', '9 aa:01 10.0.0.1 * *\n'],
    [
      'keeps what lasts longer, also in the target',
      '8 aa:01 10.0.0.1 a *\n',
      '9 aa:01 10.0.0.1 b *\n',
      '9 aa:01 10.0.0.1 b *\n',
    ],
    ['keeps what never ends', '0 aa:01 10.0.0.1 * *\n', '9 aa:01 10.0.0.1 * *\n', '0 aa:01 10.0.0.1 * *\n'],
    ["keeps the target's DUID", 'duid 00:01\n', 'duid 00:02\n', 'duid 00:02\n'],
    ["takes the source's DUID if the target has none", 'duid 00:01\n', '', 'duid 00:01\n'],
  ])('%s', (_what, source, target, text) => {
    expect(merged(source, target)).toEqual([text, []]);
  });

  it('names what the two contradict each other about, and goes by whom the user prefers', () => {
    const [source, target] = ['9 aa:01 10.0.0.1 * *\n', '9 aa:02 10.0.0.1 * *\n9 aa:01 10.0.0.5 * *\n'];
    const conflicts = ['address 10.0.0.1 10.0.0.1', 'client 10.0.0.1 10.0.0.5'];
    expect(merged(source, target)).toEqual([target, conflicts]);
    expect(merged(source, target, 'target')).toEqual([target, conflicts]);
    expect(merged(source, target, 'source')).toEqual([source, conflicts]);
  });

  it('takes a lease with and one without a client ID for one, if the hardware is the same', () => {
    expect(merged('9 aa:01 10.0.0.1 * 01:02\n', '8 aa:01 10.0.0.1 * *\n')).toEqual(['9 aa:01 10.0.0.1 * 01:02\n', []]);
    expect(merged('9 aa:01 10.0.0.1 * 01:02\n', '8 aa:01 10.0.0.2 * *\n')[1]).toEqual(['client 10.0.0.1 10.0.0.2']);
  });

  it('lets an IPv6 client have an address on each side, and says whose clients must bind anew', () => {
    const source = 'duid 00:01\n9 7 fd00::1 * 00:0a\n';
    const target = 'duid 00:02\n9 7 fd01::1 * 00:0a\n';
    expect(merged(source, target)).toEqual(['duid 00:02\n9 7 fd01::1 * 00:0a\n9 7 fd00::1 * 00:0a\n', []]);
    const rebinds = (one: string, other: string): boolean => mergeLeases(parseLeases(one), parseLeases(other)).rebinds;
    expect([
      rebinds(source, target),
      rebinds('duid 00:01\n', target),
      rebinds(source, ''),
      rebinds(source, 'duid 00:01\n'),
    ]).toEqual([true, false, false, false]);
  });

  it('of a file with itself is the file, and of valid files valid', () => {
    expect(merged(whole, whole)).toEqual([whole, []]);
  });
});

describe('hosts and leases', () => {
  const host = (name: string, mac: string): ReturnType<typeof make> =>
    make('BareMetalHost', name, { apiVersion: 'metal3.io/v1alpha1', spec: { bootMACAddress: mac } });
  const hardware = make('HardwareData', 'b', {
    apiVersion: 'metal3.io/v1alpha1',
    spec: { hardware: { nics: [{ mac: 'AA:00:00:00:00:0b' }, { name: 'no mac' }] } },
  });

  it('are compared by every interface that is known', () => {
    const leases = parsed(
      '0 aa:00:00:00:00:0a 10.0.0.1 * *\n0 aa:00:00:00:00:0b 10.0.0.2 * *\n0 aa:00:00:00:00:0c 10.0.0.3 * *',
    );
    const hosts = [host('a', 'AA:00:00:00:00:0A'), host('b', 'aa:00:00:00:00:ff'), host('c', 'aa:00:00:00:00:99')];
    expect(crossCheckLeases(leases, hosts, [hardware]).map(({ message }) => message)).toEqual([
      'BareMetalHost fleet/c has no lease for any of its 1 interfaces',
      '10.0.0.3 is leased to aa:00:00:00:00:0c, which belongs to no BareMetalHost',
    ]);
  });

  it('are compared for IPv6 as well, where the DUID holds the interface', () => {
    const leases = parsed(
      '0 7 fd00::1 * 00:01:00:01:2c:aa:bb:cc:aa:00:00:00:00:0a\n0 8 fd00::2 * 00:03:00:01:aa:00:00:00:00:0b\n0 9 fd00::3 * 00:04:01',
    );
    const hosts = [host('a', 'AA:00:00:00:00:0A'), host('b', 'aa:00:00:00:00:0b')];
    expect(crossCheckLeases(leases, hosts, [])).toEqual([]);
  });
});
