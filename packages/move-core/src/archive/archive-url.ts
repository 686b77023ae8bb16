/** Where a cluster has its URL, an archive or a directory has this: `archive:/backups/fleet.tar`. */
export function archiveUrl(kind: 'archive' | 'directory', path: string): string {
  return `${kind}:${path}`;
}
