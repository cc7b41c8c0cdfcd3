import type { Member } from './member.ts';
import {
  deleteAlbum,
  deleteMember,
  deletePictures,
  emptyTrash,
  movePictures,
  restorePictures,
  trashPictures,
} from './operations.ts';
import { type KnownAlbum, wishFor } from './truth.ts';

/** Deletes a few pictures for good, sometimes twice at once: each must go exactly once. */
export async function deleteSome(member: Member): Promise<void> {
  const chosen = member.somePictures(member.dice.chance(0.2));
  if (chosen.length === 0) return;
  for (const picture of chosen) picture.wish = 'removing';
  const input = { pictureIds: chosen.map(({ id }) => id) };
  const copies = member.dice.chance(0.3) ? 2 : 1;
  const asked = Array.from({ length: copies }, () => member.ask(deletePictures, { input }));
  const done = (await Promise.all(asked)).filter((answer) => answer.kind === 'done');
  if (done.length === 0) return;
  for (const { data } of done) member.hold(data.deletePictures.storage);
  const sure = done.length === copies && done.every(({ doubtful }) => !doubtful);
  const told = done.flatMap(({ data }) => data.deletePictures.deletedPictureIds);
  for (const picture of chosen) {
    picture.wish = 'removed';
    const times = told.filter((id) => id === picture.id).length;
    if (times > 1 || (sure && times === 0)) member.wrong(`one picture was told as deleted ${times} times`);
  }
}

/** Puts a few pictures into the trash, or takes some out again. */
export async function turnSome(member: Member): Promise<void> {
  const back = member.dice.chance(0.4);
  const chosen = member.somePictures(back);
  if (chosen.length === 0) return;
  for (const picture of chosen) picture.trashed = undefined;
  const input = { pictureIds: chosen.map(({ id }) => id) };
  const answer = await member.ask(back ? restorePictures : trashPictures, { input });
  if (answer.kind !== 'done') return;
  member.hold(answer.data.turned.storage);
  for (const picture of chosen) picture.trashed = !back;
}

/** Deletes what is in the trash for good. */
export async function emptyTheTrash(member: Member): Promise<void> {
  const inIt = [...member.me.pictures.values()].filter(({ trashed }) => trashed !== false);
  for (const picture of inIt) if (picture.wish === 'kept') picture.wish = 'removing';
  const answer = await member.ask(emptyTrash);
  if (answer.kind !== 'done') return;
  member.hold(answer.data.emptyTrash.storage);
  for (const picture of inIt) if (picture.trashed) picture.wish = 'removed';
}

/** Moves a few pictures into another album. */
export async function moveSome(member: Member, album: KnownAlbum): Promise<void> {
  const chosen = member.somePictures(false);
  if (chosen.length === 0) return;
  for (const picture of chosen) picture.albums = [...picture.albums, album];
  const input = { albumId: album.id, pictureIds: chosen.map(({ id }) => id) };
  const answer = await member.ask(movePictures, { input });
  if (answer.kind !== 'done') return;
  for (const picture of chosen) {
    picture.albums = [album];
    const there = answer.data.movePictures.pictures.some(({ id }) => id === picture.id);
    if (!there && wishFor(picture) === 'kept') member.wrong('a picture was not moved');
  }
}

/** Deletes an album with its pictures. */
export async function deleteOne(member: Member, album: KnownAlbum): Promise<void> {
  album.wish = 'removing';
  const twice = (code: string, doubtful: boolean) => code === 'NOT_FOUND' && doubtful;
  const answer = await member.ask(deleteAlbum, { input: { albumId: album.id } }, twice);
  if (answer.kind !== 'lost') album.wish = 'removed';
  if (answer.kind === 'done') member.hold(answer.data.deleteAlbum.storage);
}

/** Leaves for good. */
export async function leave(member: Member): Promise<void> {
  const { me, society } = member;
  me.wish = 'removing';
  const answer = await society.client.ask(deleteMember, { input: { password: me.password } }, me.token);
  const twice = answer.kind === 'refused' && answer.code === 'UNAUTHENTICATED' && answer.doubtful;
  if (answer.kind === 'done' || twice) me.wish = 'removed';
  else if (answer.kind === 'refused') member.wrong(`${answer.code} to a member who leaves`);
}
