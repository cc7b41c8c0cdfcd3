import { createServer } from 'node:http';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createViewerAddress } from './delivery/viewer-address.ts';
import { openLiveServer } from './live-server.ts';
import { prepareAuthenticate } from './member/authenticate.ts';
import { sessions } from './member/member.table.ts';
import { createForeignPageCheck } from './own-pages.ts';
import { finishPicture } from './picture/finish-picture.ts';
import { pictures } from './picture/picture.table.ts';
import { type AMember, type APicture, aMember, anAlbum, aPicture } from './testing/builders.ts';
import { CHANGES, type Change, openLiveStand } from './testing/live-stand.ts';
import { type OpenStream, openStream } from './testing/stream.ts';
import { until } from './testing/wire.ts';

const { harness, otherDeps, otherUrl, opened, listen, listening } = await openLiveStand();
const { db } = harness.deps;

/** Ends a picture as the worker does. */
async function makeReady({ pictureId }: APicture): Promise<void> {
  const [row] = await db.select().from(pictures).where(eq(pictures.id, pictureId));
  if (!row) throw new Error('The picture is gone.');
  const details = {
    make: null,
    model: null,
    lens: null,
    exposureSeconds: null,
    fNumber: null,
    iso: null,
    focalLength: null,
    location: null,
  };
  const facts = {
    contentType: 'image/jpeg',
    kind: 'IMAGE' as const,
    width: 4,
    height: 3,
    duration: null,
    takenAt: null,
    placeholder: Buffer.from('placeholder'),
    details,
    needsPlayback: false,
    sha256: null,
  };
  expect(await finishPicture(harness.deps, row, facts, 1)).toBe(true);
}

const heard = ({ messages }: OpenStream<Change>) =>
  messages.slice(1).flatMap(({ libraryChanged }) => libraryChanged.pictures.map(({ id }) => id));

describe('a stream', () => {
  it('tells, in another process, that a thumbnail is ready, and tells nobody else', async () => {
    const [member, stranger] = await Promise.all([aMember(harness), aMember(harness)]);
    const album = await anAlbum(harness, member);
    const picture = await aPicture(harness, member, album, { state: 'PROCESSING' });
    const [stream, foreign] = await Promise.all([listening(member), listening(stranger)]);
    await makeReady(picture);
    await until(() => stream.messages.length === 2);
    expect(stream.messages[1]?.libraryChanged).toMatchObject({
      pictures: [{ id: picture.id, state: 'READY', small: expect.stringContaining('/r1/small.webp') }],
      missed: false,
    });
    // The stranger's own news come after, and alone: nothing was on its way to them.
    const theirs = await anAlbum(harness, stranger);
    await until(() => foreign.messages.length === 2);
    expect(foreign.messages[1]?.libraryChanged).toMatchObject({ pictures: [], albumIds: [theirs.id] });
  });

  it('tells of uploads, albums and deletions by other devices', async () => {
    const member = await aMember(harness);
    const stream = await listening(member);
    const album = await anAlbum(harness, member);
    const picture = await aPicture(harness, member, album);
    const last = () => stream.messages.at(-1)?.libraryChanged;
    await until(() => last()?.albumIds[0] === album.id);
    const rename =
      'mutation ($id: ID!) { updateAlbum(input: { albumId: $id, name: "New" }) { album { id } } }';
    const remove =
      'mutation ($id: ID!) { deletePictures(input: { pictureIds: [$id] }) { deletedPictureIds } }';
    await harness.ask(rename, { id: album.id }, { token: member.token });
    harness.deps.feed.tell(member.memberId, { pictures: [picture.pictureId] });
    await until(() => last()?.pictures[0]?.album.name === 'New');
    await harness.ask(remove, { id: picture.id }, { token: member.token });
    await until(() => last()?.removedPictureIds[0] === picture.id);
    expect(last()).toMatchObject({ pictures: [], albumIds: [album.id] });
  });

  it('puts a burst into a few messages, each picture once', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    const made = await Promise.all(
      Array.from({ length: 40 }, () => aPicture(harness, member, album, { state: 'PROCESSING' })),
    );
    const stream = await listening(member);
    for (const { pictureId } of made) harness.deps.feed.tell(member.memberId, { pictures: [pictureId] });
    await until(() => heard(stream).length >= made.length);
    expect(new Set(heard(stream))).toEqual(new Set(made.map(({ id }) => id)));
    expect(heard(stream)).toHaveLength(made.length);
    expect(stream.messages.length).toBeLessThan(8);
  });

  it('is counted while it is open', async () => {
    const member = await aMember(harness);
    const gauge = async () =>
      Number(/^live_streams (\d+)$/m.exec(await otherDeps.metrics.text())?.[1] ?? Number.NaN);
    const before = await gauge();
    const stream = await listening(member);
    expect(await gauge()).toBe(before + 1);
    stream.close();
    await until(async () => (await gauge()) === before);
  });
});

describe('a stranger', () => {
  it('is let in neither without a session nor with a dead one', async () => {
    const senders: Record<string, string>[] = [
      {},
      { Authorization: 'Bearer nonsense' },
      { Cookie: 'picup_access_4000=no' },
    ];
    for (const headers of senders) {
      const stream = openStream(otherUrl, CHANGES, { headers });
      await until(() => stream.closed() !== undefined);
      expect([stream.closed(), stream.messages]).toEqual([4403, []]);
    }
  });

  it('gets nothing through the page of another site, which a browser sends cookies from', async () => {
    const { url, config } = harness;
    const { username, password } = await aMember(harness);
    const { cookies } = await harness.api(
      'mutation ($input: SignInInput!) { signIn(input: $input) { member { id } } }',
      {
        input: { username, password, transport: 'COOKIE' },
      },
    );
    const foreign = openStream(url, CHANGES, {
      headers: { Cookie: cookies, Origin: 'https://evil.example' },
    });
    await until(() => foreign.closed() !== undefined);
    expect(foreign.messages).toEqual([]);
    for (const Origin of [new URL(config.PUBLIC_URL).origin, url]) {
      const own = openStream(url, CHANGES, { headers: { Cookie: cookies, Origin } });
      opened.push(own);
      await until(() => own.messages.length === 1);
    }
  });

  it('may say who they are after the handshake, as clients do that can set no header', async () => {
    const { token } = await aMember(harness);
    const stream = openStream(otherUrl, CHANGES, { params: { authorization: `Bearer ${token}` } });
    opened.push(stream);
    await until(() => stream.messages.length === 1);
  });
});

describe('a session', () => {
  it('takes its streams along when it is signed out, and leaves those of another', async () => {
    const member = await aMember(harness);
    const again = await harness.ask<{ signIn: { tokens: { accessToken: string } } }>(
      'mutation ($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } } }',
      { input: { username: member.username, password: member.password, transport: 'TOKEN' } },
    );
    const kept = await listening({ token: again.signIn.tokens.accessToken });
    const stream = await listening(member);
    await harness.ask('mutation { signOut { signedOut } }', {}, { token: member.token });
    await until(() => stream.closed() === 4403);
    const album = await anAlbum(harness, { ...member, token: again.signIn.tokens.accessToken });
    await until(() => kept.messages.at(-1)?.libraryChanged.albumIds[0] === album.id);
    expect(kept.closed()).toBeUndefined();
  });

  it('takes them along when its member is deleted', async () => {
    const member = await aMember(harness);
    const stream = await listening(member);
    const query = 'mutation ($p: String!) { deleteMember(input: { password: $p }) { deletedMemberId } }';
    await harness.ask(query, { p: member.password }, { token: member.token });
    await until(() => stream.closed() === 4403);
  });

  it('takes them along when it runs out, though nobody says so', async () => {
    const http = createServer();
    const live = openLiveServer(harness.deps, http, {
      authenticate: prepareAuthenticate(db),
      viewerAddress: createViewerAddress([]),
      isForeign: createForeignPageCheck(harness.config),
      checkSeconds: 0.2,
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const address = http.address();
    if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
    const url = `http://127.0.0.1:${address.port}`;
    const [member, lasting] = await Promise.all([aMember(harness), aMember(harness)]);
    const [stream, kept] = await Promise.all([listening(member, url), listening(lasting, url)]);
    await db
      .update(sessions)
      .set({ accessExpiresAt: sql`now(6) - interval 1 second` })
      .where(eq(sessions.memberId, member.memberId));
    await until(() => stream.closed() === 4403);
    expect(kept.closed()).toBeUndefined();
    await live.close();
    await until(() => kept.closed() === 1001);
    await new Promise((resolve) => http.close(resolve));
  });
});

/** How many processes listen for a member's news. */
async function listeners({ memberId }: AMember): Promise<number> {
  const channel = `${harness.config.REDIS_PREFIX}library:${memberId}`;
  const [, count] = await harness.deps.redis.pubsub('NUMSUB', channel);
  return Number(count);
}

it('leaves no follower behind of a client that ends and repeats a subscription before it has begun', async () => {
  const member = await aMember(harness);
  const socket = new WebSocket(`${otherUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { Authorization: `Bearer ${member.token}` },
  });
  const types: string[] = [];
  const say = (message: object) => socket.send(JSON.stringify(message));
  socket.on('message', (data) => types.push(JSON.parse(String(data)).type));
  socket.on('open', () => say({ type: 'connection_init' }));
  await until(() => types.includes('connection_ack'));
  const subscribe = { id: 'one', type: 'subscribe', payload: { query: CHANGES } };
  for (let round = 0; round < 3; round += 1) {
    say(subscribe);
    say({ id: 'one', type: 'complete' });
  }
  say(subscribe);
  await until(() => types.includes('next'));
  expect(await listeners(member)).toBe(1);
  socket.close();
  await until(async () => (await listeners(member)) === 0);
});

describe('limits', () => {
  const codesOf = async (query: string) => {
    const stream = listen(await aMember(harness), otherUrl, query);
    await until(() => stream.errors.length > 0);
    return stream.errors.map(({ extensions }) => extensions?.code);
  };

  it('hold for subscriptions as for queries', async () => {
    expect(await codesOf('subscription {')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codesOf('subscription { nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codesOf('{ viewer { id } }')).toEqual(['BAD_REQUEST']);
    const deep = 'pictures { album { pictures(first: 100) { nodes { url } } } }';
    expect(await codesOf(`subscription { libraryChanged { ${deep} } }`)).toEqual(['QUERY_TOO_COMPLEX']);
    const byHttp = await harness.api(CHANGES, {}, { token: (await aMember(harness)).token });
    expect([byHttp.status, byHttp.codes]).toEqual([400, ['BAD_REQUEST']]);
  });

  it('send the thirty-first page of a member away for a while', async () => {
    const member = await aMember(harness);
    await Promise.all(Array.from({ length: 30 }, () => listening(member)));
    const stream = listen(member);
    await until(() => stream.closed() !== undefined);
    expect([stream.closed(), stream.messages]).toEqual([1013, []]);
  });
});
