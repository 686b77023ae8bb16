import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

function read(line: string): string {
  return readArguments(line === '' ? [] : line.split(' ')).join(' ');
}

describe('the arguments', () => {
  it.each([
    ['', '--help'],
    ['help', '--help'],
    ['help move', 'move --help'],
    ['--help', '--help'],
    ['-h', '-h'],
    ['--version', 'version'],
  ])('"%s" are read as "%s"', (given, meant) => {
    expect(read(given)).toBe(meant);
  });

  it('without a command are those of move', () => {
    expect(read('--to-kubeconfig t.yaml')).toBe('move --to-kubeconfig t.yaml');
    expect(read('-n fleet --dry-run')).toBe('move -n fleet --dry-run');
  });

  it.each([
    ['plan -v 5', 'plan -v 5'],
    ['plan -v5', 'plan -v=5'],
    ['plan -v=5', 'plan -v=5'],
    ['plan --v=5', 'plan -v=5'],
    ['plan --v 5', 'plan -v 5'],
    ['plan -nfleet -ojson', 'plan -n=fleet -o=json'],
    ['plan -n fleet', 'plan -n fleet'],
    ['plan -y', 'plan -y'],
  ])('take short flags as kubectl does: "%s"', (given, meant) => {
    expect(read(given)).toBe(meant);
  });

  it('give a flag with nothing behind = an empty value', () => {
    expect(readArguments(['plan', '--namespace='])).toEqual(['plan', '--namespace', '']);
  });

  it('are left alone behind --', () => {
    expect(read('plan -- -v5')).toBe('plan -- -v5');
  });
});
