import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { pictures } from '../picture/picture.table.ts';
import { idOf, type NodeType, newId, newSecret, toGlobalId } from '../platform/ids.ts';
import { toInstant } from '../platform/time.ts';
import { changeUsage, provisionStorage } from '../usage/usage.ts';
import type { Harness } from './harness.ts';

/** A signed-up member with a bearer token. */
export type AMember = {
  /** Global id. */
  id: string;
  /** Row id. */
  memberId: string;
  username: string;
  password: string;
  token: string;
  refreshToken: string;
};

/** An album; id is global, albumId the row's. */
export type AnAlbum = { id: string; albumId: string; name: string };

/** A picture; id is global, pictureId the row's. */
export type APicture = { id: string; pictureId: string; keyBase: string };

/** Signs a new member up through the API. */
export async function aMember(
  harness: Harness,
  given: { username?: string; password?: string } = {},
): Promise<AMember> {
  const username = given.username ?? `m-${randomBytes(6).toString('hex')}`;
  const password = given.password ?? 'correct horse battery';
  const { signUp } = await harness.ask<{
    signUp: { member: { id: string }; tokens: { accessToken: string; refreshToken: string } };
  }>(
    `mutation ($input: SignUpInput!) { signUp(input: $input) { member { id } tokens { accessToken refreshToken } } }`,
    { input: { username, password, transport: 'TOKEN' } },
  );
  const { id } = signUp.member;
  const { accessToken: token, refreshToken } = signUp.tokens;
  return { id, memberId: rowId('Member', id), username, password, token, refreshToken };
}

/** Makes an album through the API. */
export async function anAlbum(harness: Harness, member: AMember, name = 'Summer'): Promise<AnAlbum> {
  const { createAlbum } = await harness.ask<{ createAlbum: { album: { id: string } } }>(
    `mutation ($name: String!) { createAlbum(input: { name: $name }) { album { id } } }`,
    { name },
    { token: member.token },
  );
  const { id } = createAlbum.album;
  return { id, albumId: rowId('Album', id), name };
}

/** Writes a picture's row with all that is counted about it, as a commit does; the store holds nothing of it. */
export async function aPicture(
  { deps: { db, config } }: { deps: Pick<Deps, 'db' | 'config'> },
  { memberId }: Pick<AMember, 'memberId'>,
  { albumId }: Pick<AnAlbum, 'albumId'>,
  given: Partial<typeof pictures.$inferInsert> & { createdAt?: string } = {},
): Promise<APicture> {
  const pictureId = given.id ?? newId();
  const byteSize = given.byteSize ?? 1_000;
  const createdAt = given.createdAt ?? toInstant(new Date());
  const keyBase = given.keyBase ?? `u/${memberId}/${newSecret()}`;
  await db.transact(async (tx) => {
    await provisionStorage(tx, memberId);
    await changeUsage(tx, memberId, { usedBytes: byteSize, pictures: 1 }, config.STORAGE_LIMIT_BYTES);
    await tx
      .update(albums)
      .set({ pictureCount: sql`picture_count + 1`, storedBytes: sql`stored_bytes + ${byteSize}` })
      .where(eq(albums.id, albumId));
    await tx.insert(pictures).values({
      memberId,
      albumId,
      ticketId: newId(),
      filename: 'picture.jpg',
      kind: 'IMAGE',
      contentType: 'image/jpeg',
      etag: 'etag',
      sortAt: createdAt,
      ...given,
      id: pictureId,
      byteSize,
      createdAt,
      keyBase,
    });
  });
  return { id: toGlobalId('Picture', pictureId), pictureId, keyBase };
}

function rowId(type: NodeType, globalId: string): string {
  const id = idOf(type, globalId);
  if (!id) throw new Error(`${globalId} is no ${type}.`);
  return id;
}
