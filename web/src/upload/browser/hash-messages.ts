/** What the page tells the hashing worker. */
export type HashJob =
  | { readonly kind: 'hash'; readonly id: number; readonly body: Blob | ArrayBuffer }
  | { readonly kind: 'cancel'; readonly id: number };

/** What the worker answers. */
export type HashAnswer =
  | { readonly kind: 'hash'; readonly id: number; readonly sha256: string }
  | { readonly kind: 'unreadable'; readonly id: number }
  /** No WebAssembly here, as under a strict Content-Security-Policy. */
  | { readonly kind: 'unable'; readonly id: number };
