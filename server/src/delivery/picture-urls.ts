import DataLoader from 'dataloader';
import type { ShownPicture } from '../picture/picture.read.ts';
import { locationFreeFile, originalFile, playbackFile, renditionFile } from '../picture/picture-files.ts';
import { attachmentDisposition } from './content-disposition.ts';
import type { UrlSigner, Viewer } from './sign-url.ts';
import type { SignatureCache } from './signature-cache.ts';

/** What a picture's URLs are made of. */
export type DeliveredPicture = Pick<
  ShownPicture,
  | 'keyBase'
  | 'filename'
  | 'state'
  | 'pipelineVersion'
  | 'playbackState'
  | 'playbackVersion'
  | 'locationFreeState'
  | 'locationFreeVersion'
>;

const sizes = { SMALL: 'small', MEDIUM: 'medium', LARGE: 'large' } as const;

const asDownload = (filename: string) => ({
  'response-content-disposition': attachmentDisposition(filename),
});

/** The renditions of a picture. */
export type RenditionSize = keyof typeof sizes;

/** The signed URLs that one request gives out. */
export type PictureUrls = {
  /** The original: shown in the browser, or as a download saved under its file name. */
  original(picture: DeliveredPicture, download: boolean): Promise<string>;
  /** A rendition; null until the picture is READY. */
  rendition(picture: DeliveredPicture, size: RenditionSize): Promise<string | null>;
  /** The original without its location, as a download; null until it was asked for and is there. */
  locationFree(picture: DeliveredPicture): Promise<string | null>;
  /** The copy of a video that every browser plays; null until there is one. */
  playback(picture: DeliveredPicture): Promise<string | null>;
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
  const grants = new DataLoader((keyBases: readonly string[]) =>
    signatures.sign(
      viewer.memberId,
      keyBases.map((keyBase) => signer.grant(viewer, keyBase, now)),
      now,
    ),
  );
  return {
    async original({ keyBase, filename }, download) {
      return signer.url(
        await grants.load(keyBase),
        originalFile,
        download ? asDownload(filename) : undefined,
      );
    },
    async locationFree({ keyBase, filename, locationFreeState: state, locationFreeVersion: version }) {
      if (version === null || (state !== 'READY' && state !== 'UNCHANGED')) return null;
      const file = state === 'READY' ? locationFreeFile(version) : originalFile;
      return signer.url(await grants.load(keyBase), file, asDownload(filename));
    },
    async rendition({ keyBase, state, pipelineVersion }, size) {
      if (state !== 'READY' || pipelineVersion === null) return null;
      return signer.url(await grants.load(keyBase), renditionFile(pipelineVersion, sizes[size]));
    },
    async playback({ keyBase, state, playbackState, playbackVersion }) {
      if (state !== 'READY' || playbackState !== 'READY' || playbackVersion === null) return null;
      return signer.url(await grants.load(keyBase), playbackFile(playbackVersion));
    },
  };
}
