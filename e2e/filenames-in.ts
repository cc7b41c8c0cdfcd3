import type { APIRequestContext } from '@playwright/test';
import { ask } from './fixtures.ts';

type Answer = {
  album: {
    pictures: {
      nodes: { filename: string }[];
      pageInfo: { endCursor: string | null; hasNextPage: boolean };
    };
  };
};

const query = `query($id:ID!,$after:String){album(id:$id){
  pictures(first:100,after:$after){nodes{filename} pageInfo{endCursor hasNextPage}}
}}`;

/** File names of all pictures of an album. */
export async function filenamesIn(request: APIRequestContext, albumId: string): Promise<string[]> {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const answer: Answer = await ask(request, query, { id: albumId, after });
    const { nodes, pageInfo } = answer.album.pictures;
    names.push(...nodes.map(({ filename }) => filename));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return names;
}
