import { randomBytes } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createConnection } from 'mysql2/promise';
import { type DrawnPhoto, diceOf, drawPhoto } from './drawn-photos.ts';

/** Where the product keeps things. */
export type Stores = {
  MYSQL_URL: string;
  S3_ENDPOINT: string;
  S3_REGION: string;
  S3_BUCKET: string;
  S3_ACCESS_KEY_ID: string;
  S3_SECRET_ACCESS_KEY: string;
};

/** A member's library to be filled: row ids of the member and of albums to spread the pictures over. */
export type LibraryPlan = {
  memberId: string;
  albumIds: readonly string[];
  pictures: number;
  /** So many of them on `day`, the others over ten years. */
  onOneDay: number;
  day: string;
  /** How many different photos there are to see. */
  photos: number;
  /** An MP4 that plays; every 40th picture is it. */
  video: Buffer;
};

/** The key base under which a photo's objects are; pictures have key bases of their own, see {@link photoOf}. */
export const photoKey = (memberId: string, photo: number): string => `u/${memberId}/photo-${photo}`;

/** Which photo a picture's key base shows. */
export const photoOf = (keyBase: string): number => Number(/\/n(\d+)-/.exec(keyBase)?.[1]);

const videoEvery = 40;
const rowsAtOnce = 1_000;
const pipelineVersion = 1;

/**
 * Fills a library past the API: a hundred thousand rows in a quarter of a minute, and the objects of a few hundred photos.
 * No two rows may have one key base, so what delivers them has to know which photo each shows.
 */
export async function seedLibrary(stores: Stores, plan: LibraryPlan): Promise<void> {
  const photos = await storePhotos(stores, plan);
  const connection = await createConnection({ uri: stores.MYSQL_URL, timezone: 'Z' });
  try {
    const dice = diceOf(7);
    for (let from = 0; from < plan.pictures; from += rowsAtOnce) {
      const rows = Array.from({ length: Math.min(rowsAtOnce, plan.pictures - from) }, (_, index) =>
        rowOf(plan, photos, from + index, dice),
      );
      await connection.query(`insert into pictures (${columns.join(', ')}) values ?`, [rows]);
    }
    await connection.query(
      `update albums set picture_count = (select count(*) from pictures where album_id = albums.id),
         stored_bytes = (select coalesce(sum(byte_size), 0) from pictures where album_id = albums.id)
       where member_id = ?`,
      [plan.memberId],
    );
    await connection.query(
      `insert into storage_usage (member_id, limit_bytes, used_bytes, picture_count)
       select member_id, 1000000000000000, sum(byte_size), count(*) from pictures where member_id = ? group by member_id
       on duplicate key update limit_bytes = values(limit_bytes), used_bytes = values(used_bytes), picture_count = values(picture_count)`,
      [plan.memberId],
    );
    await connection.query('analyze table pictures');
  } finally {
    await connection.end();
  }
}

async function storePhotos(stores: Stores, plan: LibraryPlan): Promise<DrawnPhoto[]> {
  const client = new S3Client({
    endpoint: stores.S3_ENDPOINT,
    region: stores.S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: stores.S3_ACCESS_KEY_ID, secretAccessKey: stores.S3_SECRET_ACCESS_KEY },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const put = (key: string, body: Buffer, type: string) =>
    client.send(new PutObjectCommand({ Bucket: stores.S3_BUCKET, Key: key, Body: body, ContentType: type }));
  const photos: DrawnPhoto[] = [];
  for (let number = 0; number < plan.photos; number += 1) {
    const photo = await drawPhoto(number);
    const base = photoKey(plan.memberId, number);
    for (const [size, body] of Object.entries(photo.renditions))
      await put(`${base}/r${pipelineVersion}/${size}.webp`, body, 'image/webp');
    await put(`${base}/original`, photo.renditions.large, 'image/webp');
    photos.push(photo);
  }
  await put(`${photoKey(plan.memberId, plan.photos)}/original`, plan.video, 'video/mp4');
  client.destroy();
  return photos;
}

const columns = [
  'id',
  'member_id',
  'album_id',
  'ticket_id',
  'state',
  'filename',
  'kind',
  'content_type',
  'byte_size',
  'key_base',
  'etag',
  'sha256',
  'pipeline_version',
  'width',
  'height',
  'duration_seconds',
  'taken_at',
  'sort_at',
  'local_at',
  'created_at',
  'placeholder',
];

function rowOf(
  { memberId, albumIds, onOneDay, day, photos: count }: LibraryPlan,
  photos: DrawnPhoto[],
  index: number,
  dice: () => number,
): unknown[] {
  const at = takenAt(index, onOneDay, day, dice).toISOString().replace('T', ' ').replace('Z', '000');
  const number = Math.floor(dice() * count);
  const photo = photos[number];
  const isVideo = index % videoEvery === 0;
  // A video has the photo as its poster, and as its original the one video there is.
  const keyBase = `u/${memberId}/n${number}-${isVideo ? 'v' : 'i'}${randomBytes(12).toString('hex')}`;
  return [
    aUlid(index),
    memberId,
    albumIds[index % albumIds.length],
    aUlid(index),
    'READY',
    `${isVideo ? 'MOV' : 'IMG'}_${String(index).padStart(6, '0')}.${isVideo ? 'MP4' : 'webp'}`,
    isVideo ? 'VIDEO' : 'IMAGE',
    isVideo ? 'video/mp4' : 'image/webp',
    3_000_000 + Math.floor(dice() * 2_000_000),
    keyBase,
    'seeded',
    randomBytes(32),
    pipelineVersion,
    photo?.width,
    photo?.height,
    isVideo ? 3 : null,
    at,
    at,
    at,
    at,
    photo?.placeholder,
  ];
}

const years = 10;
const yearMs = 365.25 * 24 * 3_600_000;

function takenAt(index: number, onOneDay: number, day: string, dice: () => number): Date {
  if (index < onOneDay) return new Date(Date.parse(`${day}T08:00:00Z`) + dice() * 12 * 3_600_000);
  // People photograph in bursts: most days have none, and a day out has dozens.
  const start = Date.now() - Math.floor(dice() ** 1.5 * years * 300) * (yearMs / 300);
  return new Date(start - dice() * 6 * 3_600_000);
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function aUlid(index: number): string {
  const random = Array.from(randomBytes(17), (byte) => alphabet[byte & 31]).join('');
  return `01JD${String(index).padStart(5, '0').slice(-5)}${random}`;
}
