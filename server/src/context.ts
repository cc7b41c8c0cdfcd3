import type { IncomingHttpHeaders } from 'node:http';
import { readAlbums } from './album/album.read.ts';
import type { AlbumRow } from './album/album.table.ts';
import { countTrashed } from './deletion/trash.read.ts';
import { createPictureUrls, type PictureUrls } from './delivery/picture-urls.ts';
import type { Deps } from './deps.ts';
import type { ShotDetails } from './media/media-result.ts';
import type { Authenticate, Viewer } from './member/authenticate.ts';
import { type SessionCookies, sessionCookies } from './member/session-cookies.ts';
import { readCovers, readPictures, readShotDetails, type ShownPicture } from './picture/picture.read.ts';
import { AppError } from './platform/errors.ts';
import { type Loader, loadBy } from './platform/loader.ts';
import { openTickets } from './upload/upload.read.ts';
import type { UploadTicketRow } from './upload/upload.table.ts';

/** Reads of one request that are made together; what is not the viewer's is undefined. */
type Loaders = {
  albums: Loader<AlbumRow>;
  pictures: Loader<ShownPicture>;
  /** By the picture's id. */
  shotDetails: Loader<{ id: string; details: ShotDetails }>;
  /** By the album's id. */
  covers: Loader<ShownPicture>;
  /** By the album's id; undefined where none of its pictures is in the trash. */
  trashedCounts: Loader<{ albumId: string; n: number }>;
  tickets: Loader<UploadTicketRow>;
  urls: PictureUrls;
};

/** What every resolver is given. */
export type Context = {
  deps: Deps;
  /** Undefined for a visitor, and for a token that is dead. */
  viewer: Viewer | undefined;
  /** The client's address, as our own proxies tell it. */
  address: string;
  cookies: SessionCookies;
  /** @throws AppError UNAUTHENTICATED for a visitor: everything they read belongs to somebody. */
  loaders: () => Loaders;
  /** Forgets the reads: what comes next on a stream is as if it were another request. */
  renew: () => void;
};

/** @throws AppError UNAUTHENTICATED for a visitor. */
export function requireViewer({ viewer }: Pick<Context, 'viewer'>): Viewer {
  if (!viewer) throw new AppError('UNAUTHENTICATED', 'Please sign in first.');
  return viewer;
}

/** The access token that a request carries. A bearer token goes before a cookie, and then no cookie is read. */
function readToken(
  deps: Pick<Deps, 'config'>,
  { authorization, cookie }: IncomingHttpHeaders,
  setCookies: (lines: string[]) => void,
): { token: string | undefined; cookies: SessionCookies } {
  const cookies = sessionCookies(deps.config, authorization === undefined ? cookie : undefined, setCookies);
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return { token: authorization === undefined ? cookies.accessToken : bearer, cookies };
}

/**
 * The context of one HTTP request, or of one stream.
 * @param address the client's.
 * @param setCookies takes the Set-Cookie lines of the answer, in place of what it took before.
 */
export async function createContext(
  deps: Deps,
  authenticate: Authenticate,
  headers: IncomingHttpHeaders,
  address: string,
  setCookies: (lines: string[]) => void = () => undefined,
): Promise<Context> {
  const { token, cookies } = readToken(deps, headers, setCookies);
  const viewer = token ? await authenticate(token) : undefined;
  let loaders: Loaders | undefined;
  return {
    deps,
    viewer,
    address,
    cookies,
    // A function and no getter: Apollo copies the context, and copying would read it.
    loaders: () => {
      loaders ??= createLoaders(deps, requireViewer({ viewer }), address);
      return loaders;
    },
    renew: () => {
      loaders = undefined;
    },
  };
}

const createLoaders = (deps: Deps, { memberId }: Viewer, address: string): Loaders => ({
  albums: loadBy((ids) => readAlbums(deps.db, memberId, ids), byId),
  pictures: loadBy((ids) => readPictures(deps.db, memberId, ids), byId),
  shotDetails: loadBy((ids) => readShotDetails(deps.db, memberId, ids), byId),
  covers: loadBy(
    (albumIds) => readCovers(deps.db, albumIds),
    ({ albumId }) => albumId,
  ),
  trashedCounts: loadBy(
    (albumIds) => countTrashed(deps.db, albumIds),
    ({ albumId }) => albumId,
  ),
  tickets: loadBy((ids) => openTickets(deps.db, memberId, ids), byId),
  urls: createPictureUrls(deps, { memberId, address }),
});

const byId = ({ id }: { id: string }) => id;
