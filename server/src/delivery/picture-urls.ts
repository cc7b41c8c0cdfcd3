import DataLoader from 'dataloader';
import { attachmentDisposition } from './content-disposition.ts';
import type { UrlSigner, Viewer } from './sign-url.ts';
import type { SignatureCache } from './signature-cache.ts';

/** The signed URLs that one request gives out. */
export type PictureUrls = {
  /**
   * The URL of a file below a key base.
   * @param downloadAs the name it is saved under; without it, it is shown in the browser.
   */
  url(keyBase: string, file: string, downloadAs?: string): Promise<string>;
};

/**
 * The URLs of one request by one viewer: all its pictures are looked up in Redis at once, and a picture's sizes share a
 * signature.
 * @param now Unix seconds, read once, so that a page never straddles two windows.
 */
export function createPictureUrls(
  { signer, signatures }: { signer: UrlSigner; signatures: SignatureCache },
  viewer: Viewer,
  now: number = Date.now() / 1000,
): PictureUrls {
  const signed = new DataLoader((keyBases: readonly string[]) => {
    const grants = keyBases.map((keyBase) => signer.grant(viewer, keyBase, now));
    return signatures.sign(viewer.memberId, grants, now);
  });
  return {
    async url(keyBase, file, downloadAs) {
      const grant = await signed.load(keyBase);
      if (downloadAs === undefined) return signer.url(grant, file);
      return signer.url(grant, file, { 'response-content-disposition': attachmentDisposition(downloadAs) });
    },
  };
}
