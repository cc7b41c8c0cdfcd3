import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { pictures } from './picture.table.ts';

const harness = await openHarness();

const UPDATE = `mutation ($input: UpdateAlbumInput!) {
  updateAlbum(input: $input) { album { id name updatedAt createdAt cover { id } } }
}`;
type Updated = {
  updateAlbum: {
    album: { name: string; updatedAt: string; createdAt: string; cover: { id: string } | null };
  };
};

const update = (token: string, input: object) => harness.api<Updated>(UPDATE, { input }, { token });
const coverOf = async (token: string, id: string) => {
  const { album } = await harness.ask<{ album: { cover: { id: string } | null } }>(
    'query ($id: ID!) { album(id: $id) { cover { id } } }',
    { id },
    { token },
  );
  return album.cover?.id ?? null;
};
const remove = (pictureId: string) =>
  harness.deps.db.update(pictures).set({ lifecycle: 'DELETED' }).where(eq(pictures.id, pictureId));

describe('an album’s cover', () => {
  it('is the newest picture, by createdAt and then id', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    expect(await coverOf(member.token, album.id)).toBe(null);
    const first = await aPicture(harness, member, album, { createdAt: '2026-11-01 10:00:00.000001' });
    await aPicture(harness, member, album, { createdAt: '2026-11-01 10:00:00.000000' });
    expect(await coverOf(member.token, album.id)).toBe(first.id);
    const twin = await aPicture(harness, member, album, { createdAt: '2026-11-01 10:00:00.000001' });
    expect(await coverOf(member.token, album.id)).toBe(twin.id);
  });

  it('is the chosen picture while that is there, and again the newest after', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    const chosen = await aPicture(harness, member, album);
    const newest = await aPicture(harness, member, album);
    const { data } = await update(member.token, { albumId: album.id, coverPictureId: chosen.id });
    expect(data?.updateAlbum.album.cover).toEqual({ id: chosen.id });
    await remove(chosen.pictureId);
    expect(await coverOf(member.token, album.id)).toBe(newest.id);
    await remove(newest.pictureId);
    expect(await coverOf(member.token, album.id)).toBe(null);
  });

  it('goes back to the newest by null, and stays by its absence', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    const chosen = await aPicture(harness, member, album);
    const newest = await aPicture(harness, member, album);
    await update(member.token, { albumId: album.id, coverPictureId: chosen.id });
    const renamed = await update(member.token, { albumId: album.id, name: 'Winter' });
    expect(renamed.data?.updateAlbum.album).toMatchObject({ name: 'Winter', cover: { id: chosen.id } });
    const reset = await update(member.token, { albumId: album.id, coverPictureId: null });
    expect(reset.data?.updateAlbum.album).toMatchObject({ name: 'Winter', cover: { id: newest.id } });
  });

  it('must be a live picture of this very album', async () => {
    const [member, stranger] = [await aMember(harness), await aMember(harness)];
    const [album, other] = [await anAlbum(harness, member), await anAlbum(harness, member)];
    const foreign = await aPicture(harness, stranger, await anAlbum(harness, stranger));
    const elsewhere = await aPicture(harness, member, other);
    const deleted = await aPicture(harness, member, album);
    await remove(deleted.pictureId);
    const answers = await Promise.all(
      [foreign.id, elsewhere.id, deleted.id, album.id, 'nonsense', ''].map((coverPictureId) =>
        update(member.token, { albumId: album.id, coverPictureId, name: 'Not renamed either' }),
      ),
    );
    for (const { errors } of answers)
      expect(errors).toMatchObject([{ code: 'NOT_FOUND', message: answers[0]?.errors[0]?.message }]);
    const { album: now } = await harness.ask<{ album: { name: string } }>(
      'query ($id: ID!) { album(id: $id) { name } }',
      { id: album.id },
      { token: member.token },
    );
    expect(now.name).toBe(album.name);
  });
});

describe('updateAlbum', () => {
  it('changes what is given and says when', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member, 'Before');
    const untouched = await update(member.token, { albumId: album.id });
    const { createdAt, updatedAt } = untouched.data?.updateAlbum.album ?? {};
    expect(untouched.data?.updateAlbum.album).toMatchObject({ name: 'Before' });
    expect(updatedAt).toBe(createdAt);
    const renamed = await update(member.token, { albumId: album.id, name: '  After ' });
    expect(renamed.data?.updateAlbum.album.name).toBe('After');
    expect(Date.parse(renamed.data?.updateAlbum.album.updatedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(createdAt ?? ''),
    );
  });

  it('keeps the order of pictures that was chosen, and refuses none', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    const order = async () =>
      (
        await harness.ask<{ album: { pictureOrder: string } }>(
          'query ($id: ID!) { album(id: $id) { pictureOrder } }',
          { id: album.id },
          { token: member.token },
        )
      ).album.pictureOrder;
    expect(await order()).toBe('ADDED');
    await update(member.token, { albumId: album.id, pictureOrder: 'TAKEN' });
    expect(await order()).toBe('TAKEN');
    await update(member.token, { albumId: album.id, name: 'Other' });
    expect(await order()).toBe('TAKEN');
    expect((await update(member.token, { albumId: album.id, pictureOrder: null })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it('refuses a name that is null or breaks the rule', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    for (const name of [null, '', '  ', 'x'.repeat(101)])
      expect((await update(member.token, { albumId: album.id, name })).codes).toEqual(['BAD_USER_INPUT']);
  });
});
