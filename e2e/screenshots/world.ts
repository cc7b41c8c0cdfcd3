import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { APIRequestContext } from '@playwright/test';
import { ask } from '../fixtures.ts';
import { makeScenes, photograph } from './scenes.ts';

const run = promisify(execFile);
/** Of the members that the screenshots are taken of. */
export const PASSWORD = 'correct horse battery';

/** What the screenshots are taken of. */
export type World = {
  albumId: string;
  emptyAlbumId: string;
  /** An album that stands by the days on which its pictures were taken. */
  takenAlbumId: string;
  pictureId: string;
  videoId: string;
  /** Of a file that is no picture. */
  brokenId: string;
  /** A photograph that the library has. */
  known: { name: string; mimeType: string; buffer: Buffer };
};

type File = { name: string; type: string; bytes: Buffer; takenAt?: Date };
type Ticket = {
  id: string;
  transfer: { method: string; url: string; headers: { name: string; value: string }[] };
};

/** Signs a new member up in this browser session. */
export async function signUp(request: APIRequestContext, username: string): Promise<void> {
  const variables = { u: username, p: PASSWORD };
  await ask(
    request,
    'mutation($u:String!,$p:String!){signUp(input:{username:$u,password:$p}){member{id}}}',
    variables,
  );
}

/** Removes the signed-in member with everything of theirs. */
export async function leave(request: APIRequestContext): Promise<void> {
  await ask(request, 'mutation($p:String!){deleteMember(input:{password:$p}){deletedMemberId}}', {
    p: PASSWORD,
  });
}

/** Makes an album. @returns its id. */
export async function makeAlbum(request: APIRequestContext, name: string): Promise<string> {
  const { createAlbum } = await ask<{ createAlbum: { album: { id: string } } }>(
    request,
    'mutation($n:String!){createAlbum(input:{name:$n}){album{id}}}',
    { n: name },
  );
  return createAlbum.album.id;
}

/** Sends files into an album as any client would. @returns the ids of the pictures, in order. */
export async function upload(request: APIRequestContext, albumId: string, files: File[]): Promise<string[]> {
  const { requestUploads } = await ask<{ requestUploads: { results: Ticket[] } }>(
    request,
    `mutation($i:RequestUploadsInput!){requestUploads(input:$i){results{
      ...on UploadTicket{id transfer{...on SinglePartUpload{method url headers{name value}}}}}}}`,
    {
      i: {
        albumId,
        files: files.map(({ name, type, bytes, takenAt }) => ({
          takenAt,
          filename: name,
          contentType: type,
          byteSize: bytes.length,
        })),
      },
    },
  );
  const tickets = requestUploads.results;
  await Promise.all(
    tickets.map(async ({ transfer }, index) => {
      const headers = Object.fromEntries(transfer.headers.map(({ name, value }) => [name, value]));
      const body = new Uint8Array(files[index]?.bytes ?? []);
      const response = await fetch(transfer.url, { method: transfer.method, headers, body });
      if (!response.ok) throw new Error(`The store answered ${response.status}.`);
    }),
  );
  const { commitUploads } = await ask<{ commitUploads: { results: { picture: { id: string } }[] } }>(
    request,
    'mutation($t:[ID!]!){commitUploads(input:{ticketIds:$t}){results{...on CommittedUpload{picture{id}}}}}',
    { t: tickets.map(({ id }) => id) },
  );
  return commitUploads.results.map(({ picture }) => picture.id);
}

/** Waits until no picture of the list is being worked on. @throws Error after two minutes. */
export async function waitUntilMade(request: APIRequestContext, ids: string[]): Promise<void> {
  const end = Date.now() + 120_000;
  for (;;) {
    const { nodes } = await ask<{ nodes: ({ state?: string } | null)[] }>(
      request,
      'query($i:[ID!]!){nodes(ids:$i){...on Picture{state}}}',
      { i: ids },
    );
    if (nodes.every((node) => node?.state !== 'PROCESSING')) return;
    if (Date.now() > end) throw new Error('The pictures were not made in two minutes.');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** So many photographs up to now, the newest first. */
const takePhotographs = (count: number): Promise<File[]> =>
  Promise.all(
    makeScenes(count, new Date()).map(async (scene, index) => ({
      name: scene.name,
      type: 'image/jpeg',
      bytes: await photograph(scene, index),
    })),
  );

/** Puts photographs into an album, and waits for what is made of them. @returns their ids, the newest first. */
export async function fillAlbum(request: APIRequestContext, albumId: string, count = 3): Promise<string[]> {
  const ids = await upload(request, albumId, await takePhotographs(count));
  await waitUntilMade(request, ids);
  return ids;
}

/** A member's two years of photographs in three albums, a video, and a file that is none. */
export async function makeWorld(request: APIRequestContext): Promise<World> {
  const photographs = await takePhotographs(54);
  const folder = await mkdtemp(join(tmpdir(), 'picup-scenes-'));
  const clip = join(folder, 'clip.mp4');
  const source = 'gradients=s=1280x720:c0=#1c2b4a:c1=#e98a6b:x0=0:y0=0:x1=1280:y1=720:duration=6:speed=0.05';
  await run('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
    clip,
  ]);
  const video = { name: 'Evening.mp4', type: 'video/mp4', bytes: await readFile(clip) };
  await rm(folder, { recursive: true, force: true });
  const broken = { name: 'broken.jpg', type: 'image/jpeg', bytes: Buffer.from('no picture '.repeat(90)) };

  const albumId = await makeAlbum(request, '제주에서 보낸 여름 Jeju');
  const other = await makeAlbum(request, 'Grandma’s garden');
  const emptyAlbumId = await makeAlbum(request, '다음 여행');
  const ids = await upload(request, albumId, [...photographs.slice(0, 38), broken, video]);
  const more = await upload(request, other, photographs.slice(38));
  await waitUntilMade(request, [...ids, ...more]);
  await ask(request, 'mutation($i:[ID!]!){trashPictures(input:{pictureIds:$i}){trashedPictureIds}}', {
    i: more.slice(10),
  });
  await ask(request, 'mutation($i:ID!){updateAlbum(input:{albumId:$i,pictureOrder:TAKEN}){album{id}}}', {
    i: other,
  });
  const [{ name, type, bytes } = broken] = photographs;
  return {
    albumId,
    emptyAlbumId,
    takenAlbumId: other,
    pictureId: ids[12] ?? '',
    brokenId: ids.at(-2) ?? '',
    videoId: ids.at(-1) ?? '',
    known: { name, mimeType: type, buffer: bytes },
  };
}
