import { type GraphQLNamedType, getNamedType, isInputObjectType, isLeafType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { type NodeType, newId, toGlobalId } from './platform/ids.ts';
import { schema } from './schema.ts';
import { type AMember, aMember, anAlbum, aPicture } from './testing/builders.ts';
import { openHarness, type Reply } from './testing/harness.ts';

const harness = await openHarness();

type Ids = Record<NodeType, string>;

let member: AMember;
let foreign: Ids;
let missing: Ids;

beforeAll(async () => {
  member = await aMember(harness);
  const stranger = await aMember(harness);
  const album = await anAlbum(harness, stranger);
  const picture = await aPicture(harness, stranger, album);
  const { requestUploads } = await harness.ask<{ requestUploads: { results: { id: string }[] } }>(
    `mutation ($input: RequestUploadsInput!) { requestUploads(input: $input) { results { ... on UploadTicket { id } } } }`,
    { input: { albumId: album.id, files: [{ filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 5 }] } },
    { token: stranger.token },
  );
  const ticket = requestUploads.results[0]?.id ?? '';
  foreign = { Member: stranger.id, Album: album.id, Picture: picture.id, UploadTicket: ticket };
  const never = (type: NodeType) => toGlobalId(type, newId());
  missing = {
    Member: never('Member'),
    Album: never('Album'),
    Picture: never('Picture'),
    UploadTicket: never('UploadTicket'),
  };
});

/** Every operation that takes an id, with the ids of one kind of somebody: how it asks, and what it must not tell. */
const operations: Record<string, { query: string; variables: (ids: Ids) => object }> = {
  'Query.nodes': {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }',
    variables: (ids) => ({ ids: Object.values(ids) }),
  },
  'Query.node': {
    query:
      'query ($a: ID!, $b: ID!, $c: ID!, $d: ID!) { a: node(id: $a) { id } b: node(id: $b) { id } c: node(id: $c) { id } d: node(id: $d) { id } }',
    variables: (ids) => ({ a: ids.Member, b: ids.Album, c: ids.Picture, d: ids.UploadTicket }),
  },
  'Query.album': {
    query: 'query ($id: ID!) { album(id: $id) { id name } }',
    variables: ({ Album }) => ({ id: Album }),
  },
  'Query.picture': {
    query: 'query ($id: ID!) { picture(id: $id) { id url } }',
    variables: ({ Picture }) => ({ id: Picture }),
  },
  'UpdateAlbumInput.albumId': {
    query: 'mutation ($id: ID!) { updateAlbum(input: { albumId: $id, name: "Mine now" }) { album { id } } }',
    variables: ({ Album }) => ({ id: Album }),
  },
  'UpdateAlbumInput.coverPictureId': {
    query:
      'mutation ($own: ID!, $id: ID!) { updateAlbum(input: { albumId: $own, coverPictureId: $id }) { album { id } } }',
    variables: ({ Picture }) => ({ id: Picture }),
  },
  'DeleteAlbumInput.albumId': {
    query: 'mutation ($id: ID!) { deleteAlbum(input: { albumId: $id }) { storage { usedBytes } } }',
    variables: ({ Album }) => ({ id: Album }),
  },
  'RequestUploadsInput.albumId': {
    query: `mutation ($id: ID!) { requestUploads(input: { albumId: $id, files: [
      { filename: "a.jpg", contentType: "image/jpeg", byteSize: 5 } ] }) { results { __typename } } }`,
    variables: ({ Album }) => ({ id: Album }),
  },
  'CommitUploadsInput.ticketIds': {
    query: `mutation ($id: ID!) { commitUploads(input: { ticketIds: [$id] }) {
      results { __typename ... on CommitRefusal { code message } } storage { usedBytes reservedBytes } } }`,
    variables: ({ UploadTicket }) => ({ id: UploadTicket }),
  },
  'AbandonUploadsInput.ticketIds': {
    query:
      'mutation ($id: ID!) { abandonUploads(input: { ticketIds: [$id] }) { abandonedTicketIds storage { reservedBytes } } }',
    variables: ({ UploadTicket }) => ({ id: UploadTicket }),
  },
  'TrashPicturesInput.pictureIds': {
    query:
      'mutation ($id: ID!) { trashPictures(input: { pictureIds: [$id] }) { trashedPictureIds storage { usedBytes } } }',
    variables: ({ Picture }) => ({ id: Picture }),
  },
  'RestorePicturesInput.pictureIds': {
    query:
      'mutation ($id: ID!) { restorePictures(input: { pictureIds: [$id] }) { pictures { id } storage { usedBytes } } }',
    variables: ({ Picture }) => ({ id: Picture }),
  },
  'MovePicturesInput.pictureIds': {
    query: `mutation ($own: ID!, $id: ID!) { movePictures(input: { pictureIds: [$id], albumId: $own }) {
      pictures { id } album { pictureCount } sourceAlbums { id } } }`,
    variables: ({ Picture }) => ({ id: Picture }),
  },
  'MovePicturesInput.albumId': {
    query: 'mutation ($id: ID!) { movePictures(input: { pictureIds: [], albumId: $id }) { album { id } } }',
    variables: ({ Album }) => ({ id: Album }),
  },
  'PrepareLocationFreeDownloadsInput.pictureIds': {
    query:
      'mutation ($id: ID!) { prepareLocationFreeDownloads(input: { pictureIds: [$id] }) { pictures { id } } }',
    variables: ({ Picture }) => ({ id: Picture }),
  },
  'DeletePicturesInput.pictureIds': {
    query:
      'mutation ($id: ID!) { deletePictures(input: { pictureIds: [$id] }) { deletedPictureIds storage { usedBytes } } }',
    variables: ({ Picture }) => ({ id: Picture }),
  },
};

/** Where the schema takes an id: `Type.field` of a query or an input. */
function placesOfIds(): string[] {
  const takesId = (type: GraphQLNamedType) => type.name === 'ID';
  const places: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        if (takesId(getNamedType(field.type))) places.push(`${type.name}.${field.name}`);
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        if (field.args.some((arg) => takesId(getNamedType(arg.type))))
          places.push(`${type.name}.${field.name}`);
  }
  return places.sort();
}

const ask = async (place: string, ids: Ids): Promise<Pick<Reply<unknown>, 'data' | 'errors' | 'status'>> => {
  const operation = operations[place];
  if (!operation) throw new Error(`No operation for ${place}.`);
  const own = await anAlbum(harness, member);
  const { data, errors, status } = await harness.api(
    operation.query,
    { own: own.id, ...operation.variables(ids) },
    { token: member.token },
  );
  return { data, errors, status };
};

describe('somebody else’s id', () => {
  it('is asked about wherever the schema takes one', () => {
    expect(Object.keys(operations).sort()).toEqual(placesOfIds());
  });

  it.for(Object.keys(operations))('answers in %s exactly like one that does not exist', async (place) => {
    const [theirs, nobodys] = [await ask(place, foreign), await ask(place, missing)];
    expect(theirs).toEqual(nobodys);
    expect(JSON.stringify(theirs)).not.toContain('"Mine now"');
  });

  it('changes nothing of theirs', async () => {
    const rows = await harness.deps.db.execute(
      `select (select count(*) from albums where deleted_at is not null or name <> 'Summer') as albums,
        (select count(*) from pictures where lifecycle <> 'LIVE') as pictures,
        (select count(*) from upload_tickets where state <> 'OPEN') as tickets`,
    );
    expect(rows[0]).toEqual([{ albums: 0, pictures: 0, tickets: 0 }]);
  });

  it('is told apart from one’s own', async () => {
    const album = await anAlbum(harness, member);
    const picture = await aPicture(harness, member, album);
    const { data } = await harness.api<{ nodes: ({ __typename: string } | null)[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }',
      { ids: [picture.id, foreign.Picture, album.id, 'nonsense', member.id, album.id] },
      { token: member.token },
    );
    expect(data?.nodes).toEqual([
      { id: picture.id, __typename: 'Picture' },
      null,
      { id: album.id, __typename: 'Album' },
      null,
      { id: member.id, __typename: 'Member' },
      { id: album.id, __typename: 'Album' },
    ]);
  });
});

describe('a visitor', () => {
  const open = ['Query.viewer', 'Mutation.signUp', 'Mutation.signIn', 'Mutation.refreshSession'];
  const inputs: Record<string, string> = {
    node: '(id: "x")',
    nodes: '(ids: [])',
    album: '(id: "x")',
    picture: '(id: "x")',
    knownSizes: '(byteSizes: [])',
    picturesByHash: '(sha256: [])',
    deleteMember: '(input: { password: "x" })',
    createAlbum: '(input: { name: "x" })',
    updateAlbum: '(input: { albumId: "x" })',
    deleteAlbum: '(input: { albumId: "x" })',
    requestUploads: '(input: { albumId: "x", files: [] })',
    commitUploads: '(input: { ticketIds: [] })',
    abandonUploads: '(input: { ticketIds: [] })',
    deletePictures: '(input: { pictureIds: [] })',
    trashPictures: '(input: { pictureIds: [] })',
    restorePictures: '(input: { pictureIds: [] })',
    movePictures: '(input: { pictureIds: [], albumId: "x" })',
    prepareLocationFreeDownloads: '(input: { pictureIds: [] })',
  };
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name}.${name}`),
  );

  it.for(roots.filter((root) => !open.includes(root)))('is UNAUTHENTICATED in %s', async (root) => {
    const [type, name = ''] = root.split('.');
    const parent = type === 'Query' ? schema.getQueryType() : schema.getMutationType();
    const selection = isLeafType(getNamedType(parent?.getFields()[name]?.type)) ? '' : ' { __typename }';
    const { codes } = await harness.api(
      `${type?.toLowerCase()} { ${name}${inputs[name] ?? ''}${selection} }`,
    );
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a batch', () => {
  it('of nodes takes 100 at most', async () => {
    const nodes = (count: number) =>
      harness.api(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        { ids: Array(count).fill(member.id) },
        { token: member.token },
      );
    expect((await nodes(101)).codes).toEqual(['BAD_USER_INPUT']);
    expect((await nodes(100)).errors).toEqual([]);
    expect((await nodes(0)).data).toEqual({ nodes: [] });
  });
});
