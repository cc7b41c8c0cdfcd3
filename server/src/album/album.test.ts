import { describe, expect, it } from 'vitest';
import { aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { queriesOf } from '../testing/queries.ts';

const harness = await openHarness();

const CREATE = `mutation ($name: String!) {
  createAlbum(input: { name: $name }) {
    album { id name createdAt updatedAt pictureCount cover { id } pictures { totalCount nodes { id } } }
    albumEdge { cursor node { id } }
  }
}`;
type Created = {
  createAlbum: { album: { id: string; name: string }; albumEdge: { cursor: string; node: { id: string } } };
};

describe('createAlbum', () => {
  it('makes an empty album, and an edge that stands in the list', async () => {
    const { token } = await aMember(harness);
    const { createAlbum } = await harness.ask<Created>(CREATE, { name: '  여름 휴가 \n' }, { token });
    expect(createAlbum.album).toMatchObject({
      name: '여름 휴가',
      pictureCount: 0,
      cover: null,
      pictures: { totalCount: 0, nodes: [] },
    });
    const { albums } = await harness.ask<{ albums: object }>(
      '{ albums { totalCount edges { cursor node { id } } } }',
      {},
      { token },
    );
    expect(albums).toEqual({ totalCount: 1, edges: [createAlbum.albumEdge] });
    expect(createAlbum.albumEdge.node.id).toBe(createAlbum.album.id);
  });

  it('takes names of 1 to 100 code points after trimming and NFC', async () => {
    const { token } = await aMember(harness);
    const longest = '📷'.repeat(100);
    const { createAlbum } = await harness.ask<Created>(CREATE, { name: longest }, { token });
    expect(createAlbum.album.name).toBe(longest);
    await harness.ask<Created>(CREATE, { name: 'e\u0301'.repeat(100) }, { token });
    for (const name of ['', ' \t\n', 'x'.repeat(101), '\ud800'])
      expect((await harness.api(CREATE, { name }, { token })).codes, JSON.stringify(name)).toEqual([
        'BAD_USER_INPUT',
      ]);
  });

  it('is for members', async () => {
    expect((await harness.api(CREATE, { name: 'A' })).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('albums', () => {
  const COVERS = `{ albums(first: 100) { nodes { id pictureCount cover { id filename } } totalCount } }`;
  type Covers = { albums: { nodes: { id: string; cover: { id: string } | null }[]; totalCount: number } };

  it('reads the covers of a whole page at once', async () => {
    const member = await aMember(harness);
    const expected = new Map<string, string | null>();
    for (let i = 0; i < 12; i += 1) {
      const album = await anAlbum(harness, member, `Album ${i}`);
      for (let j = 0; j < i % 3; j += 1) expected.set(album.id, (await aPicture(harness, member, album)).id);
      if (i % 3 === 0) expected.set(album.id, null);
    }
    let answer: Covers | undefined;
    const statements = await queriesOf(async () => {
      answer = await harness.ask<Covers>(COVERS, {}, { token: member.token });
    });
    expect(new Map(answer?.albums.nodes.map(({ id, cover }) => [id, cover?.id ?? null]))).toEqual(expected);
    expect(answer?.albums.totalCount).toBe(12);
    // The session, the page, its covers, the count.
    expect(statements).toHaveLength(4);
  });
});
