import type { Member } from './member.ts';
import { abandonUploads, commitUploads, pendingUploads, requestUploads } from './operations.ts';
import { put, type Sent, sendFile, type Transfer } from './send-file.ts';
import type { TrialFile } from './trial-files.ts';
import { type KnownAlbum, wishFor } from './truth.ts';

type Ticket = { id: string; to: Transfer; file: TrialFile; sent: Sent; abandoned: boolean };

/** Uploads a few files into an album, the way clients do and the ways they should not. */
export async function upload(member: Member, album: KnownAlbum): Promise<void> {
  const { dice, society } = member;
  const tickets = await request(member, album, Array.from({ length: dice.between(1, 5) }, society.newFile));
  if (tickets.length === 0) return;
  if (dice.chance(0.05)) await commit(member, album, tickets);
  await Promise.all(tickets.map((ticket) => send(member, ticket)));
  const closing = tickets.filter(() => dice.chance(0.05));
  for (const ticket of closing) ticket.abandoned = true;
  const copies = dice.chance(0.3) ? dice.between(2, 4) : 1;
  await Promise.all([
    abandon(
      member,
      closing.map(({ id }) => id),
    ),
    ...Array.from({ length: copies }, () => commit(member, album, tickets)),
  ]);
  if (dice.chance(0.1)) await commit(member, album, tickets);
  for (const ticket of tickets) if (dice.chance(0.05)) await overwrite(member, ticket);
}

/** Gives every open ticket back. */
export async function abandonAll(member: Member): Promise<void> {
  const open = await member.ask(pendingUploads);
  const ids = open.kind === 'done' ? open.data.pendingUploads.nodes.map(({ id }) => id) : [];
  await abandon(member, ids);
}

async function request(member: Member, album: KnownAlbum, files: TrialFile[]): Promise<Ticket[]> {
  const asked = files.map(({ filename, contentType, bytes, sha256, announced }) => ({
    filename,
    contentType,
    byteSize: bytes.length,
    ...(announced && { sha256: Buffer.from(sha256, 'hex').toString('base64') }),
  }));
  const mayRefuse = (code: string) => code === 'NOT_FOUND' && album.wish !== 'kept';
  const given = await member.ask(requestUploads, { input: { albumId: album.id, files: asked } }, mayRefuse);
  if (given.kind !== 'done') return [];
  const { storage, results } = given.data.requestUploads;
  member.hold(storage);
  return results.flatMap((result, i): Ticket[] => {
    const file = files[i];
    if (result.__typename === 'UploadTicket')
      return file ? [{ id: result.id, to: result.transfer, file, sent: 'refused', abandoned: false }] : [];
    if (result.code !== 'QUOTA_EXCEEDED') member.wrong(`${result.code} for a file that is right`);
    return [];
  });
}

async function send(member: Member, ticket: Ticket): Promise<void> {
  if (member.dice.chance(0.06)) return;
  const { to, file } = ticket;
  if (to.__typename === 'SinglePartUpload' && member.dice.chance(0.05)) {
    const tooLong = Buffer.concat([file.bytes, Buffer.alloc(1)]);
    if ((await put(to, tooLong, 1)) === 'stored') member.wrong('the store took more than was signed for');
  }
  ticket.sent = await sendFile(to, file.bytes);
}

/** A used URL must not change what was committed. */
async function overwrite(member: Member, { id, to, file }: Ticket): Promise<void> {
  if (to.__typename !== 'SinglePartUpload' || !member.me.pictures.has(id)) return;
  const other = Buffer.alloc(file.bytes.length, 7);
  if ((await put(to, other, 1)) === 'stored') member.wrong('a used URL took other bytes');
}

async function commit(member: Member, album: KnownAlbum, tickets: Ticket[]): Promise<void> {
  const ticketIds = tickets.map(({ id }) => id);
  const answer = await member.ask(commitUploads, { input: { ticketIds } });
  if (answer.kind !== 'done') return;
  const { storage, results } = answer.data.commitUploads;
  member.hold(storage);
  for (const [i, result] of results.entries()) {
    const ticket = tickets[i];
    if (ticket?.id !== result.ticketId) member.wrong('a commit answered for another ticket');
    else if (result.__typename === 'CommittedUpload') note(member, album, ticket, result.picture);
    else if (!mayRefuse(member, album, ticket, result.code))
      member.wrong(`${result.code} for a ticket whose bytes were ${ticket.sent}`);
  }
}

function note(
  member: Member,
  album: KnownAlbum,
  { id, file }: Ticket,
  picture: { id: string; byteSize: number },
): void {
  const { pictures } = member.me;
  const { byteSize } = picture;
  const known = pictures.get(id);
  if (known && known.id !== picture.id) member.wrong('one ticket made two pictures');
  if (byteSize !== file.bytes.length) member.wrong('a picture has another size than its file');
  if (known) return;
  const { sha256 } = file;
  pictures.set(id, { id: picture.id, byteSize, sha256, wish: 'kept', trashed: false, albums: [album] });
}

function mayRefuse(
  { me }: Member,
  album: KnownAlbum,
  { id, sent, abandoned }: Ticket,
  code: string,
): boolean {
  const known = me.pictures.get(id);
  if (known && wishFor(known) === 'kept') return false;
  switch (code) {
    case 'NOT_UPLOADED':
      return sent !== 'stored';
    case 'TICKET_EXPIRED':
      return true;
    case 'TICKET_NOT_FOUND':
      return abandoned || me.wish !== 'kept';
    case 'ALBUM_NOT_FOUND':
      return album.wish !== 'kept' || me.wish !== 'kept';
    default:
      return false;
  }
}

async function abandon(member: Member, ticketIds: string[]): Promise<void> {
  if (ticketIds.length === 0) return;
  const answer = await member.ask(abandonUploads, { input: { ticketIds } });
  if (answer.kind === 'done') member.hold(answer.data.abandonUploads.storage);
}
