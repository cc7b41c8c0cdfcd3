/** What the page tells the hashing worker. */
export type HashJob =
  | { readonly kind: 'hash'; readonly id: number; readonly body: Blob }
  | { readonly kind: 'cancel'; readonly id: number };

/** What the worker answers; null where the bytes could not be read. */
export interface HashAnswer {
  readonly id: number;
  readonly sha256: string | null;
}
