// node scripts/render-chart.js [--check]
//
// Makes the templates of the Helm chart from the functions that `tsmove job render` prints with, as they were built last:
// the same manifests, with the chart's expressions where a Job has its own values. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chartFiles } from './chart/templates.js';

const folder = join(import.meta.dirname, '..', 'packaging', 'chart', 'tsmove');
const files = chartFiles();
const stale = Object.entries(files).filter(([path, text]) => read(join(folder, path)) !== text);

if (process.argv.includes('--check')) {
  for (const [path] of stale)
    console.error(`packaging/chart/tsmove/${path} is out of date: node scripts/render-chart.js`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
