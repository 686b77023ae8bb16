import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseLeases } from '@tsmove/providers';

const page = readFileSync(new URL('../../docs/leases.md', import.meta.url), 'utf8');

/** The code between two marks. */
function code(name: string): string {
  return new RegExp(`<!-- ${name} -->\\s+\`\`\`\\w+\\n([^]*?)\`\`\`\\s+<!-- /${name} -->`).exec(page)?.[1] ?? '';
}

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

const manifest = load(code('manifest')) as {
  readonly spec: { readonly template: { readonly spec: { readonly initContainers: readonly Container[] } } };
};
const [init] = manifest.spec.template.spec.initContainers;

describe('the init container of docs/leases.md', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tsmove-leases-page-'));
    for (const name of ['data', 'leases']) mkdirSync(join(folder, name));
    file = join(folder, 'data/dnsmasq/dnsmasq.leases');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs its script with this folder for the root. */
  function run(): void {
    const script = (init?.args?.[0] ?? 'exit 1').replaceAll(/ \/(data|leases)/g, ` ${folder}/$1`);
    const [shell = '', ...flags] = init?.command ?? [];
    execFileSync(shell, [...flags, script], { stdio: 'pipe' });
  }

  test('gives dnsmasq the leases of the ConfigMap, in a file and directory that it can write to', () => {
    writeFileSync(join(folder, 'leases/dnsmasq.leases'), 'leases\n');
    run();
    expect(readFileSync(file, 'utf8')).toBe('leases\n');
    expect((statSync(file).mode & 0o7777).toString(8)).toBe('664');
    expect((statSync(join(folder, 'data/dnsmasq')).mode & 0o7777).toString(8)).toBe('2775');
  });

  test('leaves leases alone that dnsmasq has written, and fills an empty file', () => {
    writeFileSync(join(folder, 'leases/dnsmasq.leases'), 'old\n');
    run();
    writeFileSync(file, 'new\n');
    run();
    expect(readFileSync(file, 'utf8')).toBe('new\n');
    writeFileSync(file, '');
    run();
    expect(readFileSync(file, 'utf8')).toBe('old\n');
  });

  test('does nothing without a ConfigMap', () => {
    run();
    expect(statSync(join(folder, 'data/dnsmasq')).isDirectory()).toBe(true);
    expect(() => statSync(file)).toThrow('ENOENT');
  });
});

const hasJq = spawnSync('jq', ['--version']).status === 0;

test.skipIf(!hasJq)('docs/leases.md turns leases into hosts of dnsmasq', () => {
  const text = [
    '0 00:5c:52:31:3a:01 172.22.0.10 node-0 01:00:5c',
    '5 00:5c:52:31:3a:02 172.22.0.11 * *',
    '0 01- 172.22.0.12 * ff:01',
    '0 7 fd00::10 * 00:01:aa',
    '',
  ].join('\n');
  const filter = /jq '([^']*)'/.exec(code('hosts'))?.[1] ?? '';
  const input = JSON.stringify({ leases: parseLeases(text).leases });
  const hosts: unknown = JSON.parse(execFileSync('jq', [filter], { input, encoding: 'utf8' }));
  expect(hosts).toEqual({
    spec: { networking: { dhcp: { hosts: ['00:5c:52:31:3a:01,172.22.0.10,node-0', 'id:00:01:aa,[fd00::10]'] } } },
  });
});
