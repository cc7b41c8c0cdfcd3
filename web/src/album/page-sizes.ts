/** Albums in one answer. */
export const albumListPageSize = 60;

/** Pictures of an album in one answer. */
export const albumPageSize = 100;
