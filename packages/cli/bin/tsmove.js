#!/usr/bin/env node
// Starts the compiled program, or says in a sentence why it cannot.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const program = new URL('../dist/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: tsmove needs Node.js 20.19 or later; this is ${process.version}`);
  process.exitCode = 1;
} else if (!existsSync(program)) {
  console.error('error: tsmove is not built; run "npm run build" in its repository');
  process.exitCode = 1;
} else {
  await import(program.href);
}
