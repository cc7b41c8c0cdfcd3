/** A file to be sent, known by what its folder says of it; its bytes are opened only when they are needed. */
export interface UploadSource {
  readonly name: string;
  /** Folders from the dropped one down, such as ["Summer", "Beach"]; empty for a file by itself. */
  readonly folders: readonly string[];
  readonly size: number;
  /** What the browser says of its type; often empty. */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** A Blob whose slices stream from the disk. Rejects where the file is gone. */
  open(): Promise<Blob>;
  /** When it was taken, for a file that does not say so itself. */
  readonly takenAt?: Date;
  /** Which kept file-system handle leads to it after a reload, where the browser gave one. */
  readonly rootId?: string;
}

/** Tells whether a file chosen again is the one that was under way: the same name, size and date. */
export function identityOf(file: { name: string; size: number; lastModified: number }): string {
  return `${file.name}\u0000${file.size}\u0000${file.lastModified}`;
}
