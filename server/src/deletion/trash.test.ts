import { expect, test } from 'vitest';
import { aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { exact, STORAGE, type Storage, trashRequests } from '../testing/trash-requests.ts';
import { recountMember } from '../upload/recount-usage.sweep.ts';

const harness = await openHarness();
const { deps } = harness;
const { trash, restore, look } = trashRequests(harness);

test('a trashed picture leaves every list, count and cover, but not the storage, and comes back to its place', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [old, middle, newest] = [
    await aPicture(harness, member, album),
    await aPicture(harness, member, album),
    await aPicture(harness, member, album),
  ];
  const before = await look(member, album);

  expect(await trash(member, [newest.id, middle.id, newest.id, 'nonsense'])).toEqual({
    trashedPictureIds: [newest.id, middle.id],
    albums: [{ id: album.id, pictureCount: 1, cover: { id: old.id } }],
    storage: { usedBytes: 3_000, trashedBytes: 2_000 },
  });
  const seen = await look(member, album);
  expect(seen).toMatchObject({
    timeline: [old.id],
    total: 1,
    album: [old.id],
    counts: [1, 2],
    cover: old.id,
  });
  expect(seen.trashTotal).toBe(2);
  expect(new Set(seen.trash)).toEqual(new Set([middle.id, newest.id]));
  expect(await recountMember(deps, member.memberId)).toEqual(exact);

  const { pictures: back, storage } = await restore(member, [middle.id, newest.id]);
  expect(back).toEqual([
    { id: middle.id, trashedAt: null, album: { id: album.id } },
    { id: newest.id, trashedAt: null, album: { id: album.id } },
  ]);
  expect(storage).toEqual({ usedBytes: 3_000, trashedBytes: 0 });
  expect(await look(member, album)).toEqual(before);
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test('the trash stands by when things were put there, in pages', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const made = [];
  for (let i = 0; i < 3; i += 1) made.push(await aPicture(harness, member, album));
  const [first, second, third] = made.map(({ id }) => id);
  for (const id of [second, first, third]) await trash(member, [id ?? '']);
  const page = async (args: string) => {
    const { trash: found } = await harness.ask<{
      trash: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    }>(`{ trash(${args}) { nodes { id } pageInfo { endCursor hasNextPage } } }`, {}, { token: member.token });
    return { ids: found.nodes.map(({ id }) => id), ...found.pageInfo };
  };
  const one = await page('first: 2');
  expect([one.ids, one.hasNextPage]).toEqual([[third, first], true]);
  expect((await page(`first: 2, after: "${one.endCursor}"`)).ids).toEqual([second]);
  expect((await page('last: 2')).ids).toEqual([first, second]);
});

test('a repeat of either changes and answers the same, and several at once count once', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const { id } = await aPicture(harness, member, album);
  for (const turn of [
    () => trash(member, [id]).then((answer) => answer.trashedPictureIds),
    () => restore(member, [id]).then((answer) => answer.pictures.map((picture) => picture.id)),
  ]) {
    expect(await Promise.all([turn(), turn(), turn()])).toEqual([[id], [id], [id]]);
    expect(await recountMember(deps, member.memberId)).toEqual(exact);
  }
});

test('a picture in the trash is answered by its id, with when it came there and when it goes', async () => {
  const member = await aMember(harness);
  const { id } = await aPicture(harness, member, await anAlbum(harness, member));
  await trash(member, [id]);
  const { picture, node } = await harness.ask<{
    picture: { trashedAt: string; leavesTrashAt: string };
    node: { id: string };
  }>(
    'query ($id: ID!) { picture(id: $id) { trashedAt leavesTrashAt } node(id: $id) { id } }',
    { id },
    { token: member.token },
  );
  expect(Date.now() - Date.parse(picture.trashedAt)).toBeLessThan(60_000);
  expect(Date.parse(picture.leavesTrashAt) - Date.parse(picture.trashedAt)).toBe(30 * 24 * 3_600_000);
  expect(node).toEqual({ id });
});

test("a stranger's ids are passed over by all that the trash can do", async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [shown, trashed] = [await aPicture(harness, member, album), await aPicture(harness, member, album)];
  await trash(member, [trashed.id]);
  const before = await look(member, album);
  const stranger = await aMember(harness);
  const ids = [shown.id, trashed.id];
  expect((await trash(stranger, ids)).trashedPictureIds).toEqual([]);
  expect((await restore(stranger, ids)).pictures).toEqual([]);
  await harness.ask('mutation { emptyTrash { deletedCount } }', {}, { token: stranger.token });
  expect(await look(member, album)).toEqual(before);
});

test('the trash that a sign-in answers is of who signed in, whoever asks', async () => {
  const [member, other] = [await aMember(harness), await aMember(harness)];
  const album = await anAlbum(harness, member);
  await trash(member, [(await aPicture(harness, member, album)).id]);
  const signIn = async (sender?: { token: string }) => {
    const { username, password } = member;
    const { signIn: session } = await harness.ask<{ signIn: { member: { storage: Storage } } }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { member { ${STORAGE} } } }`,
      { input: { username, password, transport: 'TOKEN' } },
      sender,
    );
    return session.member.storage;
  };
  const whole = { usedBytes: 1_000, trashedBytes: 1_000 };
  expect([await signIn(), await signIn(other)]).toEqual([whole, whole]);
});

test('what is in the trash is not added up under many names in one query', async () => {
  const member = await aMember(harness);
  const names = Array.from({ length: 20 }, (_, i) => `n${i}: trashedBytes`).join(' ');
  const query = `{ viewer { storage { ${names} } } }`;
  expect((await harness.api(query, {}, member)).codes).toEqual(['QUERY_TOO_COMPLEX']);
});

test('a batch has a hundred pictures at most', async () => {
  const member = await aMember(harness);
  const ids = Array.from({ length: 101 }, () => 'x');
  for (const name of ['trashPictures', 'restorePictures'])
    expect(
      (
        await harness.api(
          `mutation ($ids: [ID!]!) { ${name}(input: { pictureIds: $ids }) { storage { usedBytes } } }`,
          { ids },
          { token: member.token },
        )
      ).codes,
    ).toEqual(['BAD_USER_INPUT']);
});
