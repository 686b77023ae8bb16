import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resultSection, withSection } from '../bench/page/sections.ts';
import { plot } from '../bench/plot/plot.ts';
import type { BenchmarkResult } from '../bench/result/result.ts';

const read = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
const result = JSON.parse(read('bench/result.json')) as BenchmarkResult;

test('docs/benchmark.md has the tables of the result beside it', () => {
  const page = read('benchmark.md');
  expect(page, 'npm run bench:page writes them').toBe(withSection(page, resultSection(result)));
});

test('docs/bench/result.svg shows the same result', () => {
  expect(read('bench/result.svg'), 'npm run bench:page draws it').toBe(plot(result.comparisons));
});
