// The licences of everything in the program of one file: of the packages in the bundle, and of Node itself.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

const line = '='.repeat(80);

/**
 * One text for people. Throws if the licence of a package cannot be found: then nothing may be shipped.
 *
 * @param {readonly string[]} folders of the packages in the bundle
 * @param {string} nodeLicence what Node and everything in it are under
 */
export function thirdPartyText(folders, nodeLicence) {
  const packages = folders
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.name.startsWith('@tsmove/'))
    .map(({ folder, manifest }) => ({
      title: `${manifest.name} ${manifest.version}`,
      licence: manifest.license ?? 'see below',
      text: licenceOf(folder, manifest),
    }));
  const sections = new Map(packages.map((one) => [`${one.title}\n${one.text}`, one]));
  const sorted = [...sections.values()].sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
  return [
    'tsmove is under the Apache License 2.0, in the file LICENSE. This program carries what follows, too.',
    ...sorted.map(({ title, licence, text }) => `${line}\n${title} (${licence})\n${line}\n\n${text}`),
    `${line}\nNode.js ${process.version}\n${line}\n\n${nodeLicence.trim()}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function licenceOf(folder, { name, license, author, repository }) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file));
  if (files.length > 0)
    return files
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim())
      .join('\n\n');
  const inReadme = readdirSync(folder)
    .filter((file) => /^readme/i.test(file))
    .map((file) => /^#+ *licen[cs]e[^]*/im.exec(readFileSync(join(folder, file), 'utf8'))?.[0].trim())
    .find((text) => text !== undefined);
  const terms = inReadme ?? termsOfParts(folder, name) ?? standardTerms(license, author);
  if (terms === undefined) throw new Error(`${name}: ${folder} has no licence text`);
  const from = typeof repository === 'string' ? repository : repository?.url;
  return from === undefined ? terms : `${terms}\n\nFrom ${from}`;
}

/** Packages under the Apache License, a part of which is under another one that stands at the head of a file. */
const parts = { '@bufbuild/protobuf': 'dist/esm/wire/varint.js' };

function termsOfParts(folder, name) {
  const file = parts[name];
  if (file === undefined) return undefined;
  const [head] = /^(\/\/.*\n)+/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
  if (head === undefined || !head.includes('Redistribution')) throw new Error(`${name}: ${file} has no licence text`);
  const text = head.replaceAll(/^\/\/ ?/gm, '').trim();
  return `${standardTerms('Apache-2.0')}\n\nA part of it, ${file}:\n\n${text}`;
}

/** A package that says which licence it is under, and forgets the text of it. */
function standardTerms(license, author) {
  if (license === 'Apache-2.0') return 'Under the Apache License 2.0, the text of which is in the file LICENSE.';
  const who = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || who === undefined) return undefined;
  return mit.replace('HOLDER', who);
}

/** The text that distributions of Node have beside it; undefined if this one has none. */
export function licenceOfNode() {
  const prefix = dirname(dirname(process.execPath));
  return [
    join(prefix, 'LICENSE'),
    join(dirname(process.execPath), 'LICENSE'),
    join(prefix, 'share', 'doc', 'nodejs', 'LICENSE'),
    join(prefix, 'share', 'doc', 'node', 'LICENSE'),
  ]
    .filter((place) => existsSync(place))
    .map((place) => readFileSync(place, 'utf8'))
    .find((text) => text.includes('Node.js'));
}

const mit = `Copyright (c) HOLDER

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
