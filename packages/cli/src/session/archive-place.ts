/** True for what stands for a cluster in plans and journals: `archive:/backups/fleet.tar`, `directory:/backups/fleet`. */
export function isArchiveUrl(url: string): boolean {
  return /^(?:archive|directory):/.test(url);
}

/** The path in such a text; undefined for the URL of a cluster. */
export function archivePath(url: string | undefined): string | undefined {
  return url !== undefined && isArchiveUrl(url) ? url.slice(url.indexOf(':') + 1) : undefined;
}
