import { type AMember, type AnAlbum, aMember, anAlbum } from './builders.ts';
import { type Harness, openHarness } from './harness.ts';

/** Bytes in a mebibyte. */
export const MIB = 1024 ** 2;

/** Opens a harness for the test file that calls it, with room for 100 MiB a member and parts from 6 MiB on. */
export const openUploadHarness = (): Promise<Harness> =>
  openHarness({
    bucket: true,
    env: {
      MULTIPART_THRESHOLD_BYTES: String(6 * MIB),
      PART_BYTES: String(5 * MIB),
      STORAGE_LIMIT_BYTES: String(100 * MIB),
    },
  });

type Header = { name: string; value: string };
type Signed = { method: string; url: string; headers: Header[] };
type Part = Signed & { number: number; byteSize: number };
/** A ticket or a refusal as it is answered; which of the two, `__typename` says. */
export type Ticket = {
  __typename: 'UploadTicket' | 'UploadRefusal';
  id: string;
  code: string;
  clientRef: string | null;
  transfer: Signed & { __typename: string; partSize: number; partCount: number; missingParts: Part[] };
};
/** What is answered about the storage. */
export type Storage = { limitBytes: number; usedBytes: number; reservedBytes: number };
type Result = {
  __typename: string;
  code: string;
  ticketId: string;
  picture: { id: string; state: string; takenAt: string | null };
};

/** What is asked about a ticket. */
export const TICKET = `id clientRef transfer {
  __typename
  ... on SinglePartUpload { method url headers { name value } }
  ... on MultipartUpload { partSize partCount missingParts { number byteSize method url headers { name value } } }
}`;
/** What is asked about the storage. */
export const STORAGE = 'storage { limitBytes usedBytes reservedBytes }';

/** A file as it is announced. */
export const file = (given: object = {}) => ({
  filename: 'a.jpg',
  contentType: 'image/jpeg',
  byteSize: 1_000,
  ...given,
});

/** How results came out, in their order. */
export const codes = (results: { code?: string; __typename: string }[]) =>
  results.map((r) => r.code ?? r.__typename);

/** Sends a body with its signed request, some of its headers changed; answers the store's status. */
export async function send(
  signed: Signed,
  body: Buffer,
  change: Record<string, string | undefined> = {},
): Promise<number> {
  const given = Object.fromEntries(signed.headers.map(({ name, value }): [string, string] => [name, value]));
  const headers = Object.entries({ ...given, ...change }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const response = await fetch(signed.url, { method: signed.method, headers, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
}

/** A body. */
export const bytes = (length: number, fill = 7) => Buffer.alloc(length, fill);

/** What members do to upload to a harness. */
export function uploadRequests(harness: Harness) {
  async function request(member: AMember, albumId: string, files: object[]) {
    const { requestUploads } = await harness.ask<{ requestUploads: { results: Ticket[]; storage: Storage } }>(
      `mutation ($albumId: ID!, $files: [UploadFileInput!]!) {
      requestUploads(input: { albumId: $albumId, files: $files }) {
        results { __typename ... on UploadTicket { ${TICKET} } ... on UploadRefusal { code clientRef } }
        ${STORAGE}
      }
    }`,
      { albumId, files },
      { token: member.token },
    );
    return requestUploads;
  }

  async function ticketFor(member: AMember, albumId: string, given: object = {}): Promise<Ticket> {
    const { results } = await request(member, albumId, [file(given)]);
    const [ticket] = results;
    if (ticket?.__typename !== 'UploadTicket') throw new Error(`No ticket: ${JSON.stringify(ticket)}`);
    return ticket;
  }

  async function commit(member: AMember, ticketIds: string[]) {
    const { commitUploads } = await harness.ask<{ commitUploads: { results: Result[]; storage: Storage } }>(
      `mutation ($ticketIds: [ID!]!) {
      commitUploads(input: { ticketIds: $ticketIds }) {
        results {
          __typename
          ... on CommittedUpload { ticketId picture { id state takenAt } pictureEdge { cursor node { id } } }
          ... on CommitRefusal { ticketId code }
        }
        ${STORAGE}
      }
    }`,
      { ticketIds },
      { token: member.token },
    );
    return commitUploads;
  }

  async function aMemberWithAlbum(): Promise<{ member: AMember; album: AnAlbum }> {
    const member = await aMember(harness);
    return { member, album: await anAlbum(harness, member) };
  }

  return { request, ticketFor, commit, aMemberWithAlbum };
}
