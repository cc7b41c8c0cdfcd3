import type { IncomingMessage, ServerResponse } from 'node:http';
import type DataLoader from 'dataloader';
import { albumLoader } from './album/album.read.ts';
import type { AlbumRow } from './album/album.table.ts';
import { createPictureUrls, type PictureUrls } from './delivery/picture-urls.ts';
import type { Deps } from './deps.ts';
import { authenticate, type Viewer } from './member/authenticate.ts';
import { type SessionCookies, sessionCookies } from './member/session-cookies.ts';
import { coverLoader, pictureLoader, type ShownPicture } from './picture/picture.read.ts';
import { AppError } from './platform/errors.ts';

/** Reads of one request that are made together; what is not the viewer's is undefined. */
export type Loaders = {
  albums: DataLoader<string, AlbumRow | undefined>;
  pictures: DataLoader<string, ShownPicture | undefined>;
  covers: DataLoader<string, ShownPicture | undefined>;
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
};

/** @throws AppError UNAUTHENTICATED for a visitor. */
export function requireViewer({ viewer }: Pick<Context, 'viewer'>): Viewer {
  if (!viewer) throw new AppError('UNAUTHENTICATED', 'Please sign in first.');
  return viewer;
}

/**
 * The context of one HTTP request. A bearer token goes before a cookie, and then no cookie is read.
 * @param address the client's.
 */
export async function createContext(
  deps: Deps,
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
): Promise<Context> {
  const { authorization, cookie } = request.headers;
  const cookies = sessionCookies(deps.config, authorization === undefined ? cookie : undefined, (lines) =>
    response.setHeader('Set-Cookie', lines),
  );
  const token =
    authorization === undefined ? cookies.accessToken : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const viewer = token ? await authenticate(deps.db, token) : undefined;
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
  };
}

const createLoaders = (deps: Deps, { memberId }: Viewer, address: string): Loaders => ({
  albums: albumLoader(deps.db, memberId),
  pictures: pictureLoader(deps.db, memberId),
  covers: coverLoader(deps.db),
  urls: createPictureUrls(deps, { memberId, address }),
});
