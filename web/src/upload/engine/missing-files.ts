import type { UploadItem } from './upload-item.ts';
import { identityOf, type UploadSource } from './upload-source.ts';

/** Files of earlier pages whose bytes are not at hand, found again by name, size and date. */
export class MissingFiles {
  private readonly byIdentity: Map<string, UploadItem[]> = new Map();

  add(item: UploadItem): void {
    const key = identityOf(item);
    this.byIdentity.set(key, [...(this.byIdentity.get(key) ?? []), item]);
  }

  /** Takes out the file that this source is, in this album or (null) in any. */
  take(source: UploadSource, albumId: string | null): UploadItem | undefined {
    const item = this.byIdentity
      .get(identityOf(source))
      ?.find((candidate) => albumId === null || candidate.album.id === albumId);
    if (item !== undefined) this.delete(item);
    return item;
  }

  delete(item: UploadItem): void {
    const key = identityOf(item);
    const others = (this.byIdentity.get(key) ?? []).filter((candidate) => candidate !== item);
    if (others.length > 0) this.byIdentity.set(key, others);
    else this.byIdentity.delete(key);
  }
}
