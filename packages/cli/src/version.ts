import { readPackageFile } from './package-files.ts';

/** The version of this package; read only when it is needed. */
export function version(): string {
  const manifest: unknown = JSON.parse(readPackageFile('package.json'));
  const found =
    manifest !== null && typeof manifest === 'object' && 'version' in manifest ? manifest.version : undefined;
  return typeof found === 'string' ? found : 'unknown';
}
