/** Metadata that each API server decides for itself: it is not sent, and it does not count when objects are compared. */
export const serverOwnedMetadata: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);
