import type { UploadSource } from '../engine/upload-source.ts';
import { makePreview } from './make-preview.ts';

/** A small picture that an `img` can show. */
export interface Preview {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

interface Wish {
  readonly source: UploadSource;
  readonly contentType: string;
}

const mostKept = 160;
const restForWork = 4;

/**
 * Small pictures of files, made one at a time for those that something shows, in the order they were asked for. Keeps a
 * bounded number; what is held is not dropped.
 */
export class PreviewCache {
  private readonly made: Map<string, Preview | null> = new Map();
  private readonly wishes: Map<string, Wish> = new Map();
  private readonly held: Set<string> = new Set();
  private readonly listeners: Set<() => void> = new Set();
  private isMaking = false;
  /** Whether the processor is wanted elsewhere: then it rests four times as long as it worked. */
  isBusy: () => boolean = () => false;

  /** The preview, null where there is none to be had, undefined where it is not made yet. */
  get(id: string): Preview | null | undefined {
    const preview = this.made.get(id);
    if (preview !== undefined) {
      // The last asked for stand last, so that the first is what nobody has looked at for longest.
      this.made.delete(id);
      this.made.set(id, preview);
    }
    return preview;
  }

  /** The same without counting as a look. */
  peek(id: string): Preview | null | undefined {
    return this.made.get(id);
  }

  want(id: string, source: UploadSource, contentType: string): void {
    if (this.made.has(id) || this.wishes.has(id)) return;
    this.wishes.set(id, { source, contentType });
    if (!this.isMaking) void this.makeAll();
  }

  /** Its asker shows it no more: unless it is held, it need not be made. */
  unwant(id: string): void {
    if (!this.held.has(id)) this.wishes.delete(id);
  }

  /** Keeps it until it is let go. */
  hold(id: string): void {
    this.held.add(id);
  }

  letGo(id: string): void {
    this.held.delete(id);
    this.trim();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async makeAll(): Promise<void> {
    this.isMaking = true;
    for (const [id, wish] of this.wishes) {
      const begun = performance.now();
      const preview = await makeOne(wish);
      this.wishes.delete(id);
      this.made.set(id, preview);
      this.trim();
      for (const listener of this.listeners) listener();
      const took = performance.now() - begun;
      if (this.isBusy()) await new Promise((resolve) => setTimeout(resolve, took * restForWork));
    }
    this.isMaking = false;
  }

  private trim(): void {
    for (const [id, preview] of this.made) {
      if (this.made.size <= mostKept) return;
      if (this.held.has(id)) continue;
      this.made.delete(id);
      if (preview !== null) URL.revokeObjectURL(preview.url);
    }
  }
}

async function makeOne({ source, contentType }: Wish): Promise<Preview | null> {
  const body = await source.open().catch(() => null);
  const picture = body === null ? null : await makePreview(body, contentType);
  if (picture === null) return null;
  return { url: URL.createObjectURL(picture.blob), width: picture.width, height: picture.height };
}
