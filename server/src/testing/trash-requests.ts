import type { AMember, AnAlbum } from './builders.ts';
import type { Harness } from './harness.ts';

/** What is asked about the storage, and what is answered. */
export const STORAGE = 'storage { usedBytes trashedBytes }';
export type Storage = { usedBytes: number; trashedBytes: number };

type Seen = {
  pictures: { totalCount: number; nodes: { id: string }[] };
  trash: { totalCount: number; nodes: { id: string }[] };
  album: {
    pictureCount: number;
    trashedCount: number;
    cover: { id: string } | null;
    pictures: { nodes: { id: string }[] };
  };
};

/** What a recount finds where every count is right. */
export const exact = { usedBytes: 0, reservedBytes: 0, pictures: 0, albums: 0 };

/** What members do with the trash of a harness, and what they see then. */
export function trashRequests(harness: Harness) {
  async function trash({ token }: AMember, ids: string[]) {
    const { trashPictures } = await harness.ask<{
      trashPictures: {
        trashedPictureIds: string[];
        albums: { id: string; pictureCount: number; cover: { id: string } | null }[];
        storage: Storage;
      };
    }>(
      `mutation ($ids: [ID!]!) { trashPictures(input: { pictureIds: $ids }) {
      trashedPictureIds albums { id pictureCount cover { id } } ${STORAGE} } }`,
      { ids },
      { token },
    );
    return trashPictures;
  }

  async function restore({ token }: AMember, ids: string[]) {
    const { restorePictures } = await harness.ask<{
      restorePictures: {
        pictures: { id: string; trashedAt: null; album: { id: string } }[];
        storage: Storage;
      };
    }>(
      `mutation ($ids: [ID!]!) { restorePictures(input: { pictureIds: $ids }) {
      pictures { id trashedAt album { id } } ${STORAGE} } }`,
      { ids },
      { token },
    );
    return restorePictures;
  }

  /** What a member sees, as bare ids. */
  async function look({ token }: AMember, { id }: AnAlbum) {
    const seen = await harness.ask<Seen>(
      `query ($id: ID!) {
      pictures { totalCount nodes { id } }
      trash { totalCount nodes { id } }
      album(id: $id) { pictureCount trashedCount cover { id } pictures { nodes { id } } }
    }`,
      { id },
      { token },
    );
    const bare = (nodes: { id: string }[]) => nodes.map((node) => node.id);
    return {
      timeline: bare(seen.pictures.nodes),
      total: seen.pictures.totalCount,
      trash: bare(seen.trash.nodes),
      trashTotal: seen.trash.totalCount,
      album: bare(seen.album.pictures.nodes),
      counts: [seen.album.pictureCount, seen.album.trashedCount],
      cover: seen.album.cover?.id ?? null,
    };
  }

  return { trash, restore, look };
}
