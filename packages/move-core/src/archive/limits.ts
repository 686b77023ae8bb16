/**
 * What an archive or a directory may come to. A file that somebody else has made must not fill memory: everything is
 * counted before it is taken apart. etcd holds no object beyond 1.5 MiB (8 MiB where its limit was raised); a fleet of
 * 10,000 machines is some 60,000 objects and 300 MiB.
 */
export const archiveLimits = {
  /** Bytes of a file before anything is read from it. */
  fileBytes: 1_073_741_824,
  entries: 200_000,
  /** Bytes of one object. */
  entryBytes: 16_777_216,
  /** Bytes of the manifest. */
  manifestBytes: 134_217_728,
  /** Levels of lists and maps in one text. */
  depth: 200,
  /** Values in one text, YAML aliases counted as often as they are used. */
  values: 2_000_000,
  /** Aliases in one YAML file. */
  aliases: 100,
} as const;

export type ArchiveLimits = { readonly [limit in keyof typeof archiveLimits]: number };
