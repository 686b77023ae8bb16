#!/usr/bin/env node
// Starts the compiled program, or says in a sentence why it cannot. What scripts ask again and again, the version, it
// answers itself: loading modules would be most of what that costs, and so this file is CommonJS, which starts faster.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [major, minor] = process.versions.node.split('.').map(Number);
const program = join(__dirname, '../dist/main.js');
const words = process.argv.slice(2).join(' ');

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: tsmove needs Node.js 20.19 or later; this is ${process.version}`);
  process.exitCode = 1;
} else if (['version', '--version', 'version -o json'].includes(words)) {
  tellVersion(words.endsWith('json'));
} else if (!existsSync(program)) {
  console.error('error: tsmove is not built; run "npm run build" in its repository');
  process.exitCode = 1;
} else {
  void import(pathToFileURL(program).href);
}

/** The same as src/commands/version.ts; a test compares them. */
function tellVersion(isForPrograms) {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  const facts = { version, node: process.version, platform: `${process.platform}/${process.arch}` };
  process.stdout.on('error', (error) => {
    // Whoever reads it may have gone away.
    if (error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(
    isForPrograms ? `${JSON.stringify(facts)}\n` : `tsmove ${version} (Node.js ${facts.node}, ${facts.platform})\n`,
  );
}
