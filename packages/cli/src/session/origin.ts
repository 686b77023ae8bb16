import type { WriteArchiveOptions } from '@tsmove/move-core';
import type { EncryptionFlags } from '../flags/archive.ts';
import { version } from '../version.ts';

/** When, and by whom: what an archive says of how it came to be. */
export function origin(): { readonly createdAt: string; readonly createdBy: string } {
  return { createdAt: new Date().toISOString(), createdBy: `tsmove ${version()}` };
}

/** How an archive is protected, as the library wants it. */
export function encryptionOptions({ encryptTo, plain }: EncryptionFlags): Omit<WriteArchiveOptions, 'file'> {
  return {
    ...(encryptTo === undefined ? {} : { encryptTo }),
    ...(plain === true ? { plain } : {}),
  };
}
