const deleted = new Set<string>();

/** Notes what this page has deleted for good. */
export function noteDeletions(pictureIds: readonly string[]): void {
  for (const id of pictureIds) deleted.add(id);
}

/** Whether this page has deleted a picture for good itself, and shows it: then the server's word of it is no news. */
export const isOwnDeletion = (pictureId: string): boolean => deleted.has(pictureId);
