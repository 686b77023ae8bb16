// A bill of materials of what is really in the image: the packages of the bundle, with the checksums of the lock file,
// and Node itself. SPDX 2.3, as JSON. The same sources give the same bytes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * @param {object} about
 * @param {string} about.root the repository
 * @param {readonly string[]} about.folders of the packages in the bundle
 * @param {string} about.version of tsmove
 * @param {string} about.node version of Node, with its v
 * @param {readonly string[]} about.libraries paths of the shared libraries beside it
 */
export function sbomText({ root, folders, version, node, libraries = [] }) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const packages = folders.map((folder) => packageOf(root, folder, lock)).sort(byId);
  const runtime = [nodePackage(node), ...libraries.map(libraryPackage)];
  const all = [mainPackage(version), ...packages, ...runtime];
  const digest = createHash('sha256').update(JSON.stringify(all)).digest('hex');
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `tsmove-${version}`,
    // By content: two documents of the same name never differ.
    documentNamespace: `https://tsmove.dev/spdx/tsmove-${version}-${digest}`,
    creationInfo: { created: '1970-01-01T00:00:00Z', creators: ['Tool: tsmove-scripts-image'] },
    packages: all,
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: mainId },
      ...[...packages, ...runtime].map(({ SPDXID }) => ({
        spdxElementId: mainId,
        relationshipType: 'CONTAINS',
        relatedSpdxElement: SPDXID,
      })),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const mainId = 'SPDXRef-tsmove';

function mainPackage(version) {
  return {
    ...{ SPDXID: mainId, name: 'tsmove', versionInfo: version, primaryPackagePurpose: 'APPLICATION' },
    ...{ downloadLocation: 'NOASSERTION', filesAnalyzed: false },
    ...{ licenseConcluded: 'Apache-2.0', licenseDeclared: 'Apache-2.0', copyrightText: 'NOASSERTION' },
  };
}

function packageOf(root, folder, lock) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const path = relative(root, folder).split(sep).join('/');
  const locked = lock.packages[path];
  if (locked === undefined) throw new Error(`${path} is in the bundle, and not in package-lock.json`);
  // A package of this repository is no download.
  const ours = locked.integrity === undefined;
  const declared = typeof license === 'string' ? license : (locked.license ?? 'NOASSERTION');
  return {
    SPDXID: idOf(ours ? 'workspace' : 'npm', name, version),
    name,
    versionInfo: version,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: declared,
    copyrightText: 'NOASSERTION',
    ...(ours ? {} : { checksums: [checksumOf(locked.integrity)] }),
    externalRefs: [purl(`pkg:npm/${name.replace('@', '%40')}@${version}`)],
  };
}

function nodePackage(version) {
  const plain = version.replace(/^v/, '');
  return {
    SPDXID: idOf('generic', 'node', plain),
    name: 'node',
    versionInfo: plain,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'MIT',
    copyrightText: 'NOASSERTION',
    externalRefs: [purl(`pkg:generic/node@${plain}`)],
  };
}

/** Of the system that the image was made on; which package of it has brought it, only that system knows. */
function libraryPackage(path) {
  const name = path.replace(/^.*\//, '');
  return {
    SPDXID: idOf('file', name, ''),
    name,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    checksums: [{ algorithm: 'SHA256', checksumValue: createHash('sha256').update(readFileSync(path)).digest('hex') }],
  };
}

function checksumOf(integrity) {
  const [, algorithm, digest] = /^(sha\d+)-(.+)$/.exec(integrity.split(' ')[0]) ?? [];
  if (digest === undefined) throw new Error(`not an integrity: ${integrity}`);
  return {
    algorithm: algorithm.toUpperCase(),
    checksumValue: Buffer.from(digest, 'base64').toString('hex'),
  };
}

function purl(locator) {
  return { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: locator };
}

function idOf(...words) {
  const text = words.filter((word) => word !== '').join('-');
  return `SPDXRef-${text.replaceAll(/[^A-Za-z0-9.-]/g, '-')}`;
}

function byId(a, b) {
  return a.SPDXID < b.SPDXID ? -1 : a.SPDXID > b.SPDXID ? 1 : 0;
}
