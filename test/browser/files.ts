import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder for pages, as `tsmove ... -o html > FILE` would leave them. */
export interface Files extends Disposable {
  /** Writes a file and returns its URL. */
  write(name: string, text: string): string;
}

export function temporaryFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'tsmove-pages-'));
  return {
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return pathToFileURL(path).href;
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
