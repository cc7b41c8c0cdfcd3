import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { pino } from 'pino';
import { type Config, readConfig } from '../config.ts';
import { createUrlSigner, type Viewer } from '../delivery/sign-url.ts';
import { type RunningEdge, startEdge } from '../delivery/start-edge.ts';
import { freePort, Wire } from './wire.ts';

const keyBase = 'u/01JDA0000000000000000000AA/Zr3_-kq9Yw0aBcDeFgHiJk';

/** What a URL is signed for; by default for anybody, now. */
type SignedFor = {
  address?: Viewer['address'];
  at?: number;
  query?: Record<string, string>;
  keyBase?: string;
};

/** A running edge before a bucket of its own in the real store, reached through a wire. */
export type EdgeStand = {
  keyBase: string;
  config: Config;
  edge: RunningEdge;
  wire: Wire;
  /** A good URL of a file, signed for a viewer at a moment (Unix seconds). */
  signed(file: string, wanted?: SignedFor): Promise<string>;
  close(): Promise<void>;
};

/** Stands an edge up with the given files, by their names below {@link EdgeStand.keyBase}. */
export async function standUpEdge(
  files: Record<string, { body: Buffer; contentType?: string }>,
): Promise<EdgeStand> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const port = await freePort();
  const given = readConfig({
    ...process.env,
    S3_BUCKET: `edge-${randomBytes(6).toString('hex')}`,
    CDN_URL: `http://127.0.0.1:${port}`,
    CDN_KEY_PAIR_ID: 'KEDGE',
    CDN_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    EDGE_PORT: String(port),
    PUBLIC_URL: 'http://localhost:4000',
    SESSION_SECRET: 'x'.repeat(32),
  });
  const Bucket = given.S3_BUCKET;
  const s3 = new S3Client({
    endpoint: given.S3_ENDPOINT ?? '',
    region: given.S3_REGION,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: {
      accessKeyId: given.S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: given.S3_SECRET_ACCESS_KEY ?? '',
    },
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const [name, { body, contentType }] of Object.entries(files))
    await s3.send(
      new PutObjectCommand({ Bucket, Key: `${keyBase}/${name}`, Body: body, ContentType: contentType }),
    );

  const wire = new Wire(given.S3_ENDPOINT ?? '');
  await wire.open();
  const config = { ...given, S3_ENDPOINT: `http://127.0.0.1:${wire.port}` };
  const signer = createUrlSigner(config);
  const edge = await startEdge(config, pino({ level: 'silent' }));
  return {
    keyBase,
    config,
    edge,
    wire,
    async signed(file, { address, at = Date.now() / 1000, query, keyBase: base = keyBase } = {}) {
      const grant = signer.grant({ memberId: 'M', address }, base, at);
      return signer.url(await signer.sign(grant), file, query);
    },
    async close() {
      await edge.close(0);
      await wire.cut();
      const Objects = Object.keys(files).map((name) => ({ Key: `${keyBase}/${name}` }));
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
  };
}

/** A whole answer. */
export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** Sends a request and waits for the head of its answer alone. */
export function open(url: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) =>
    request(url, { agent: false, ...options }, resolve)
      .on('error', reject)
      .end(),
  );
}

/** Reads an answer to its end. */
export async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends a request and reads the whole answer. */
export async function fetchFrom(url: string, options: RequestOptions = {}): Promise<Answer> {
  const answer = await open(url, options);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await bodyOf(answer) };
}
