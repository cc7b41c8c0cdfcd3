import { randomBytes } from 'node:crypto';
import { Member, type Society } from './member.ts';
import { deleteOne, deleteSome, emptyTheTrash, leave, moveSome, turnSome } from './member-removals.ts';
import { abandonAll, upload } from './member-uploads.ts';
import {
  createAlbum,
  look,
  prepareLocationFreeDownloads,
  refreshSession,
  signIn,
  signUp,
} from './operations.ts';
import type { KnownAlbum, KnownMember } from './truth.ts';

/** What a member may do next. */
type Deed =
  | 'makeAlbum'
  | 'upload'
  | 'look'
  | 'move'
  | 'turn'
  | 'renew'
  | 'copy'
  | 'delete'
  | 'emptyTrash'
  | 'abandonAll'
  | 'deleteAlbum'
  | 'leave';

/** How often a member does what, by weight. */
export type Habits = Record<Deed, number>;

/** Everything, mostly uploading. */
export const allHabits: Habits = {
  upload: 60,
  delete: 12,
  makeAlbum: 8,
  look: 8,
  turn: 8,
  renew: 3,
  copy: 3,
  move: 5,
  deleteAlbum: 4,
  abandonAll: 3,
  emptyTrash: 2,
  leave: 1,
};

/** Signs somebody new up, who lives until stopped or gone. */
export async function liveOnce(society: Society, habits: Habits, mayGoOn: () => boolean): Promise<void> {
  const member = await begin(society);
  while (member && mayGoOn() && member.me.wish === 'kept') await act(member, habits);
}

async function begin(society: Society): Promise<Member | undefined> {
  const { client, tally, everybody } = society;
  const [username, password] = [`c-${randomBytes(6).toString('hex')}`, 'correct horse battery'];
  const input = { username, password, transport: 'TOKEN' };
  let made = await client.ask(signUp, { input });
  // A lost answer may have been a yes.
  if (made.kind === 'refused' && made.code === 'USERNAME_TAKEN' && made.doubtful)
    made = await client.ask(signIn, { input });
  if (made.kind === 'refused') tally.wrong.push(`${made.code} to a sign-up: ${made.message}`);
  if (made.kind !== 'done') return undefined;
  const { member, tokens } = made.data.session;
  const me: KnownMember = {
    id: member.id,
    username,
    password,
    token: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    wish: 'kept',
    albums: [],
    pictures: new Map(),
  };
  everybody.push(me);
  return new Member(society, me);
}

async function act(member: Member, habits: Habits): Promise<void> {
  const album = member.anAlbum();
  if (!album) return makeAlbum(member);
  // Often while the same household still uploads there.
  const meanwhile = () => (member.dice.chance(0.5) ? upload(member, album) : undefined);
  const deeds: Record<Deed, () => Promise<unknown>> = {
    makeAlbum: () => makeAlbum(member),
    upload: () => upload(member, album),
    look: () => lookAtOne(member),
    move: () => moveSome(member, album),
    turn: () => turnSome(member),
    renew: () => renew(member),
    copy: () => copySome(member),
    delete: () => deleteSome(member),
    emptyTrash: () => emptyTheTrash(member),
    abandonAll: () => abandonAll(member),
    deleteAlbum: () => Promise.all([deleteOne(member, album), meanwhile()]),
    leave: () => Promise.all([leave(member), meanwhile()]),
  };
  await deeds[member.dice.weighted(habits)]();
}

async function makeAlbum(member: Member): Promise<void> {
  const made = await member.ask(createAlbum, { input: { name: 'Trial' } });
  if (made.kind !== 'done') return;
  const album: KnownAlbum = { id: made.data.createAlbum.album.id, wish: 'kept', owner: member.me };
  member.me.albums.push(album);
}

async function lookAtOne(member: Member): Promise<void> {
  const [known] = member.somePictures(false);
  if (!known) return;
  const seen = await member.ask(look, { id: known.id });
  if (seen.kind !== 'done') return;
  if (seen.data.viewer) member.hold(seen.data.viewer.storage);
  if (seen.data.picture?.byteSize !== known.byteSize) member.wrong('a committed picture could not be seen');
}

/** Trades the session for a new one; where too much time went by over a lost answer, signs in anew. */
async function renew({ me, society }: Member): Promise<void> {
  const { client, tally } = society;
  let answer = await client.ask(refreshSession, { input: { refreshToken: me.refreshToken } });
  if (answer.kind === 'refused' && !answer.doubtful) tally.wrong.push(`${answer.code} to a fresh session`);
  const { username, password } = me;
  while (answer.kind !== 'done') {
    answer = await client.ask(signIn, { input: { username, password, transport: 'TOKEN' } });
    if (answer.kind === 'refused') throw new Error(`${answer.code} to a member's own password.`);
  }
  me.token = answer.data.session.tokens.accessToken;
  me.refreshToken = answer.data.session.tokens.refreshToken;
}

/** Asks for downloads without their location. */
async function copySome(member: Member): Promise<void> {
  const pictureIds = member.somePictures(false).map(({ id }) => id);
  if (pictureIds.length > 0) await member.ask(prepareLocationFreeDownloads, { input: { pictureIds } });
}
