import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyLeases, type CopiedLeases, type CopyLeasesOptions } from './copy.ts';
import { LeasesError } from './leases-error.ts';
import { parseLeases } from './parse.ts';
import { validateLeases } from './validate.ts';

const now = 1_800_000_000;

/** Copies from one text to another, and returns what the target is then; `rounds`: as if somebody had been faster. */
async function copy(
  source: string,
  before: string | undefined,
  options: Partial<CopyLeasesOptions> & { readonly rounds?: readonly (string | undefined)[] } = {},
): Promise<CopiedLeases<string> & { readonly text: string }> {
  let text = '';
  const { rounds = [], ...rest } = options;
  const copied = await copyLeases(
    { read: () => Promise.resolve({ text: source, from: 'leases of the bootstrap' }) },
    {
      change(id, change) {
        for (const found of [...rounds, before]) text = change(found);
        return Promise.resolve(`undo ${id}`);
      },
    },
    { id: 'c1', now, ...rest },
  );
  return { ...copied, text };
}

async function refusal(...call: Parameters<typeof copy>): Promise<LeasesError> {
  const error: unknown = await copy(...call).catch((reason: unknown) => reason);
  if (error instanceof LeasesError) return error;
  throw new Error('it was not refused', { cause: error });
}

const messages = ({ notes }: CopiedLeases<unknown>): readonly string[] => notes.map(({ message }) => message);

const [one, two, three] = [
  `${now + 60} aa:01 10.0.0.1 a *\n`,
  `${now + 60} aa:02 10.0.0.2 * *\n`,
  '0 aa:03 10.0.0.3 * *\n',
];

describe('copied leases', () => {
  it('are written where there are none, and counted', async () => {
    const copied = await copy(one + two, undefined);
    expect(copied.text).toBe(one + two);
    expect(copied).toMatchObject({ from: 'leases of the bootstrap', undo: 'undo c1', notes: [] });
    expect(copied.counts).toEqual({ read: 2, copied: 2, already: 0, yielded: 0, expired: 0, invalid: 0, total: 2 });
  });

  it('are merged with those that are there', async () => {
    const copied = await copy(one + two, two + three);
    expect(copied.text).toBe(two + three + one);
    expect(copied.counts).toMatchObject({ read: 2, copied: 1, already: 1, total: 3 });
    expect((await copy(one + two, one + two)).text).toBe(one + two);
  });

  it('are what they are merged with last, if the target was changed meanwhile', async () => {
    const copied = await copy(one, three, { rounds: [undefined, two] });
    expect(copied.text).toBe(three + one);
    expect(copied.counts.total).toBe(2);
  });

  it('do not include what has expired, on either side, and each is named', async () => {
    const over = (ip: string, mac: string): string => `${now - 5} ${mac} ${ip} * *\n`;
    const copied = await copy(one + over('10.0.0.8', 'aa:08'), two + over('10.0.0.9', 'aa:09'));
    expect(copied.text).toBe(two + one);
    expect(messages(copied)).toEqual([
      '10.0.0.8 has expired and is dropped',
      'in the target: 10.0.0.9 has expired and is dropped',
    ]);
    expect(copied.counts).toMatchObject({ read: 2, copied: 1, expired: 1, total: 2 });
  });

  it('last for as long as a pivot takes; those of the target are left as they are', async () => {
    const copied = await copy(one, two, { extendTo: 3_600 });
    expect(copied.text).toBe(`${two}${now + 3_600} aa:01 10.0.0.1 a *\n`);
  });

  it('lose what older versions cannot read, unless it is to stay', async () => {
    const extra = `${one}vendorclass 10.0.0.1 50:58\nagent-info 10.0.0.1 01\n`;
    const copied = await copy(extra, undefined);
    expect(copied.text).toBe(one);
    expect(messages(copied)).toEqual([
      'vendorclass and agent-info of 10.0.0.1 dropped, which older versions of dnsmasq cannot read',
    ]);
    const kept = await copy(extra, undefined, { extras: true });
    expect(kept).toMatchObject({ text: extra, notes: [] });
  });

  it("keep the target's DUID, and say whose clients ask anew", async () => {
    const six = `${now + 60} 7 fd00::1 * 00:0a\n`;
    expect(messages(await copy(`duid 00:01\n${six}`, 'duid 00:02\n'))).toEqual([
      'IPv6 clients are bound to the DUID of the source; the target keeps its own, so that they ask anew',
    ]);
    expect(messages(await copy('duid 00:01\n', 'duid 00:02\n'))).toEqual([
      'the target keeps its own DUID; nobody is bound to that of the source',
    ]);
    const taken = await copy(`duid 00:01\n${six}`, undefined);
    expect(taken).toMatchObject({ text: `duid 00:01\n${six}`, notes: [] });
  });
});

describe('a copy is refused', () => {
  it('if there is a line that is no lease, and goes on without it if it may', async () => {
    const text = `${one}hello\n${two}`;
    const error = await refusal(text, undefined);
    expect(error.message).toBe(
      'leases of the bootstrap: line 2: it begins with neither an expiry nor a word that dnsmasq writes',
    );
    expect(error.hint).toBe('Mend them there, or leave them out: skipInvalid, --skip-invalid.');
    const copied = await copy(text, undefined, { skipInvalid: true });
    expect(copied.text).toBe(one + two);
    expect(messages(copied)).toEqual([
      'left out: line 2: it begins with neither an expiry nor a word that dnsmasq writes',
    ]);
  });

  it('if the target holds such a line, which a merge would lose', async () => {
    expect((await refusal(one, 'hello\n')).message).toMatch(/^the target: line 1: /);
    const copied = await copy(one, `hello\n${two}`, { skipInvalid: true });
    expect(copied.text).toBe(two + one);
    expect(messages(copied)).toEqual([
      'in the target: left out: line 1: it begins with neither an expiry nor a word that dnsmasq writes',
    ]);
  });

  it('if leases are not in order, and goes on with those that are', async () => {
    const ranges = [{ first: '10.0.0.1', last: '10.0.0.9' }];
    const twice = '0 aa:04 10.0.0.1 * *\n';
    const outside = '0 aa:05 10.9.0.1 * *\n';
    const duration = '3600 aa:06 10.0.0.6 * *\n';
    const text = one + twice + outside + duration;
    const { problems } = await refusal(text, undefined, { ranges });
    expect(problems.map(({ code }) => code)).toEqual(['address-twice', 'outside-ranges', 'implausible-expiry']);
    const copied = await copy(text, undefined, { ranges, skipInvalid: true });
    expect(copied.text).toBe(one);
    expect(copied.counts).toMatchObject({ read: 4, copied: 1, invalid: 3 });
    // The target's own may lie where they like.
    expect((await copy(one, outside, { ranges })).counts.total).toBe(2);
  });

  it('if the two sides contradict each other, until somebody says whose leases stand', async () => {
    const target = '0 aa:09 10.0.0.1 * *\n0 aa:02 10.0.0.7 * *\n';
    const error = await refusal(one + two, target);
    expect(error.message).toBe(
      'leases of the bootstrap and the target contradict each other: 10.0.0.1 is leased to another client in the target; the client of 10.0.0.2 has 10.0.0.7 in the target',
    );
    expect(error.hint).toBe('Say whose leases stand: prefer, --prefer source or --prefer target.');
    const yielding = await copy(one + two + three, target, { prefer: 'target' });
    expect(yielding.text).toBe(target + three);
    expect(yielding.counts).toMatchObject({ copied: 1, yielded: 2, total: 3 });
    expect(messages(yielding)).toEqual([
      "10.0.0.1 is leased to another client in the target: the target's lease stands",
      "the client of 10.0.0.2 has 10.0.0.7 in the target: the target's lease stands",
    ]);
    const standing = await copy(one + two + three, target, { prefer: 'source' });
    expect(standing.text).toBe(one + two + three);
    expect(standing.counts).toMatchObject({ copied: 3, yielded: 0, total: 3 });
  });

  it('if both sides together are more than dnsmasq starts with, or a ConfigMap holds', async () => {
    expect((await refusal(one, two, { most: 1, skipInvalid: true, prefer: 'source' })).message).toBe(
      'the leases of both sides together: there are 2 leases; dnsmasq does not start with more than 1',
    );
    const long = Array(255).fill('00').join(':');
    const many = Array.from({ length: 1_500 }, (_, at) => {
      const [high, low] = [at >> 8, at & 255];
      return `0 ${high.toString(16)}:${low.toString(16)} 10.0.${high}.${low} * ${high.toString(16)}:${low.toString(16)}${long.slice(5)}\n`;
    }).join('');
    expect((await refusal(many, undefined, { most: 2_000 })).message).toMatch(/they take \d+ bytes/);
  });

  it('with the first problems, and how many there are besides', async () => {
    const error = await refusal('hello\n'.repeat(9), undefined);
    expect(error.problems).toHaveLength(9);
    expect(error.message).toMatch(/line 5: [^;]*; and 4 more$/);
  });
});

it('no lease of either side is lost without a word', async () => {
  const lease = fc
    .tuple(fc.constantFrom(-60, 60, 600, 0), fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.constantFrom('*', '01', '02'))
    .map(([left, mac, ip, id]) => `${left === 0 ? 0 : now + left} aa:0${mac} 10.0.0.${ip} * ${id}\n`);
  const file = fc.array(lease, { maxLength: 8 }).map((lines) => lines.join(''));
  await fc.assert(
    fc.asyncProperty(file, file, fc.constantFrom('source' as const, 'target' as const), async (from, to, prefer) => {
      const { text, counts, notes } = await copy(from, to, { prefer, skipInvalid: true });
      const { problems, leases } = parseLeases(text);
      expect([...problems, ...validateLeases(leases, { now })]).toEqual([]);
      expect(leases).toHaveLength(counts.total);
      expect(counts.copied + counts.already + counts.yielded + counts.expired + counts.invalid).toBe(counts.read);
      expect(counts.read).toBe(parseLeases(from).leases.length);
      const addresses = leases.map(({ ip }) => ip);
      const told = notes.map(({ message }) => message).join('\n');
      for (const { ip } of [...parseLeases(from).leases, ...parseLeases(to).leases]) {
        expect(addresses.includes(ip) || told.includes(ip), ip).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
