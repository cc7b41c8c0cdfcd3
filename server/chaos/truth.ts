/** Whether something must be there, must be gone, or may be either, for its removal was asked and never answered. */
export type Wish = 'kept' | 'removing' | 'removed';

/** A picture as its uploader knows it. */
export type KnownPicture = {
  /** Global id. */
  id: string;
  byteSize: number;
  /** Hexadecimal SHA-256 of the bytes that were sent. */
  sha256: string;
  wish: Wish;
  /** Undefined where the answer to a move into the trash, or out of it, was lost. */
  trashed: boolean | undefined;
  /** Where it is; several where the answer to a move was lost. */
  albums: KnownAlbum[];
};

/** An album as its owner knows it. */
export type KnownAlbum = { id: string; wish: Wish; owner: KnownMember };

/** A member as they know themselves. */
export type KnownMember = {
  /** Global id. */
  id: string;
  username: string;
  password: string;
  token: string;
  refreshToken: string;
  wish: Wish;
  albums: KnownAlbum[];
  /** By the id of the ticket that each was committed from. */
  pictures: Map<string, KnownPicture>;
};

/** What must be of a picture, for its own sake and for that of its album and its owner. */
export function wishFor({ wish, albums }: KnownPicture): Wish {
  const places = albums.map((album) => strongest([album.wish, album.owner.wish]));
  // In one of several albums: only what holds for all of them is sure.
  const place = places.every((one) => one === places[0]) ? (places[0] ?? 'kept') : 'removing';
  return strongest([wish, place]);
}

const strongest = (wishes: Wish[]): Wish =>
  wishes.includes('removed') ? 'removed' : wishes.includes('removing') ? 'removing' : 'kept';
