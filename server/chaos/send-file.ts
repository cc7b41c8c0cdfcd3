import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const signed = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});
const part = signed.extend({ number: z.number(), byteSize: z.number() });

/** How a ticket says that its bytes are to be sent. */
export const transfer = z.discriminatedUnion('__typename', [
  signed.extend({ __typename: z.literal('SinglePartUpload') }),
  z.object({
    __typename: z.literal('MultipartUpload'),
    partSize: z.number(),
    missingParts: z.array(part),
  }),
]);
export type Transfer = z.infer<typeof transfer>;

/** What to ask for of a ticket's transfer. */
export const TRANSFER = `transfer { __typename
  ... on SinglePartUpload { method url headers { name value } }
  ... on MultipartUpload { partSize missingParts { number byteSize method url headers { name value } } } }`;

const TRIES = 6;
const TRY_MS = 10_000;

/** Whether the store has the bytes; unsure where no answer came, or a 412 that may be about our own earlier try. */
export type Sent = 'stored' | 'refused' | 'unsure';

/** Sends a file the way its ticket says, as often as it takes. */
export async function sendFile(to: Transfer, bytes: Buffer): Promise<Sent> {
  if (to.__typename === 'SinglePartUpload') return put(to, bytes, TRIES);
  for (const one of to.missingParts) {
    const start = (one.number - 1) * to.partSize;
    const sent = await put(one, bytes.subarray(start, start + one.byteSize), TRIES);
    if (sent !== 'stored') return 'unsure';
  }
  return 'stored';
}

/** Sends bytes with one signed request. */
export async function put(to: z.infer<typeof signed>, bytes: Buffer, tries: number): Promise<Sent> {
  let sent: Sent = 'refused';
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const status = await fetch(to.url, {
      method: to.method,
      headers: to.headers.map(({ name, value }): [string, string] => [name, value]),
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(TRY_MS),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => undefined,
    );
    if (status !== undefined && status < 300) return 'stored';
    if (status !== undefined && status < 500) return sent;
    sent = 'unsure';
    await delay(100 * attempt);
  }
  return sent;
}
