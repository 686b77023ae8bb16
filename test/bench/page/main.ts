import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { plot } from '../plot/plot.ts';
import type { BenchmarkResult } from '../result/result.ts';
import { resultSection, withSection } from './sections.ts';

// Writes the result, its picture and its tables into docs: npm run bench:page [-- FILE]
// Without a file the result that is there is written anew, for when the page's form has changed.
const docs = resolve('docs');
const kept = resolve(docs, 'bench', 'result.json');
const text = await readFile(process.argv[2] ?? kept, 'utf8');
const result = JSON.parse(text) as BenchmarkResult;
const page = resolve(docs, 'benchmark.md');
await writeFile(page, withSection(await readFile(page, 'utf8'), resultSection(result)));
await writeFile(resolve(docs, 'bench', 'result.svg'), plot(result.comparisons));
await writeFile(kept, `${JSON.stringify(result, undefined, 2)}\n`);
