import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';

const pieceBytes = 512 * 1024;

/** The file on the disk is no longer the one that was chosen. */
class ChangedFile extends Error {
  override name = 'ChangedFile';
}

/**
 * A file on the disk, or a stretch of it, as the engine wants it: nothing of it is in memory before it is read. Reading
 * rejects where the file has changed since it was opened. (Node's own openAsBlob is experimental, and ends the process when
 * such a Blob is handed to a worker.)
 */
export class DiskFile extends File {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  private readonly modified: number;

  constructor(path: string, start: number, end: number, modified: number) {
    super([], basename(path), { lastModified: modified });
    this.path = path;
    this.start = start;
    this.end = end;
    this.modified = modified;
    // File's own size is that of the parts it was made of: none.
    Object.defineProperty(this, 'size', { value: end - start });
  }

  override slice(start = 0, end = this.size): DiskFile {
    return new DiskFile(this.path, this.start + start, Math.min(this.start + end, this.end), this.modified);
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(new ArrayBuffer(this.size));
    const handle = await open(this.path);
    try {
      await this.requireUnchanged(handle);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.start);
      if (bytesRead < bytes.length) throw new ChangedFile(this.path);
    } finally {
      await handle.close();
    }
    return bytes.buffer;
  }

  /** Its bytes in order. Fails at its end where the file changed while it was read. */
  read(): Readable {
    return Readable.from(this.pieces(), { objectMode: false, highWaterMark: pieceBytes });
  }

  private async *pieces(): AsyncGenerator<Uint8Array> {
    const handle = await open(this.path);
    try {
      await this.requireUnchanged(handle);
      const { path, start, end } = this;
      if (end > start)
        yield* createReadStream(path, {
          fd: handle,
          start,
          end: end - 1,
          highWaterMark: pieceBytes,
          autoClose: false,
        });
      await this.requireUnchanged(handle);
    } finally {
      await handle.close();
    }
  }

  private async requireUnchanged(handle: FileHandle): Promise<void> {
    const { mtimeMs } = await handle.stat();
    if (Math.trunc(mtimeMs) !== this.modified) throw new ChangedFile(this.path);
  }
}

/** Opens a file as it is now. Rejects where there is none, or it may not be read. */
export async function openDiskFile(path: string): Promise<DiskFile> {
  const { size, mtimeMs } = await stat(path);
  return new DiskFile(path, 0, size, Math.trunc(mtimeMs));
}
