import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Picture, PictureEdge } from '../picture/picture.type.ts';
import { connectionOf } from '../platform/connection.type.ts';
import { toGlobalId } from '../platform/ids.ts';
import { Node } from '../platform/node.type.ts';
import { ByteCount, DateTime, Url } from '../platform/scalars.ts';
import { StorageUsage } from '../usage/usage.type.ts';
import type { RefusalCode } from './judge-file.ts';
import type { UploadTicketRow } from './upload.table.ts';

export const UploadRefusalCode = {
  UNSUPPORTED_TYPE: 'UNSUPPORTED_TYPE',
  EMPTY_FILE: 'EMPTY_FILE',
  TOO_LARGE: 'TOO_LARGE',
  QUOTA_EXCEEDED: 'QUOTA_EXCEEDED',
  INVALID_FILENAME: 'INVALID_FILENAME',
  INVALID_CHECKSUM: 'INVALID_CHECKSUM',
  TICKET_NOT_FOUND: 'TICKET_NOT_FOUND',
  TICKET_EXPIRED: 'TICKET_EXPIRED',
  NOT_UPLOADED: 'NOT_UPLOADED',
  SIZE_MISMATCH: 'SIZE_MISMATCH',
  CHECKSUM_MISMATCH: 'CHECKSUM_MISMATCH',
  ALBUM_NOT_FOUND: 'ALBUM_NOT_FOUND',
} as const satisfies Record<RefusalCode, RefusalCode>;
registerEnumType(UploadRefusalCode, { name: 'UploadRefusalCode' });

@InputType()
export class UploadFileInput {
  @Field(() => String, {
    nullable: true,
    description: "Any string of the client's, given back with the result.",
  })
  clientRef?: string | null;

  @Field(() => String, {
    description:
      "1 to 255 characters, no control character, '/' or '\\\\', else INVALID_FILENAME. Kept as given, and sent in\nContent-Disposition by RFC 6266.",
  })
  filename: string;

  @Field(() => String)
  contentType: string;

  @Field(() => ByteCount)
  byteSize: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Base64 SHA-256 of the whole file, else INVALID_CHECKSUM. A single-part upload signs it as a header; single or multipart,\nit is checked from the stored bytes before the picture is READY, and other bytes never become a READY picture.',
  })
  sha256?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it was taken, for a file that does not say so itself, as after an export that wrote dates beside the files. Passed over\nwhere the file says it, and where it is before photography or in the future.',
  })
  takenAt?: Date | null;
}

@InputType()
export class RequestUploadsInput {
  @Field(() => ID)
  albumId: string;

  @Field(() => [UploadFileInput])
  files: UploadFileInput[];
}

@InputType()
export class CommitUploadsInput {
  @Field(() => [ID])
  ticketIds: string[];
}

@InputType()
export class AbandonUploadsInput {
  @Field(() => [ID])
  ticketIds: string[];
}

@ObjectType({ simpleResolvers: true })
export class HttpHeader {
  @Field(() => String)
  name: string;

  @Field(() => String)
  value: string;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "Send the raw bytes as the body of one request, with exactly these headers; Host and Content-Length are the client's and are\nnot listed. Another length, another content type, a missing header or a used URL is refused by the store with a 4xx.",
})
export class SinglePartUpload {
  @Field(() => String)
  method: string;

  @Field(() => Url)
  url: string;

  @Field(() => [HttpHeader])
  headers: HttpHeader[];
}

@ObjectType({ simpleResolvers: true })
export class UploadPart {
  @Field(() => Int, { description: '1-based.' })
  number: number;

  @Field(() => ByteCount)
  byteSize: number;

  @Field(() => String)
  method: string;

  @Field(() => Url)
  url: string;

  @Field(() => [HttpHeader])
  headers: HttpHeader[];
}

@ObjectType({
  simpleResolvers: true,
  description:
    "Send each part's raw bytes in a request of its own; partSize bytes each, the last one what is left.",
})
export class MultipartUpload {
  row: UploadTicketRow;

  @Field(() => ByteCount)
  partSize: number;

  @Field(() => Int)
  partCount: number;
}

/** How a ticket's bytes travel. */
export const UploadTransfer = createUnionType({
  name: 'UploadTransfer',
  types: () => [SinglePartUpload, MultipartUpload] as const,
});

@ObjectType({ simpleResolvers: true, implements: Node })
export class UploadTicket implements Node {
  row: UploadTicketRow;
  id: string;

  @Field(() => String, { nullable: true })
  clientRef: string | null;

  @Field(() => String)
  filename: string;

  @Field(() => ByteCount)
  byteSize: number;

  @Field(() => DateTime)
  expiresAt: string;
}

/** A ticket as GraphQL shows it. */
export function toUploadTicket(row: UploadTicketRow): UploadTicket {
  const { clientRef, filename, byteSize, expiresAt } = row;
  const id = toGlobalId('UploadTicket', row.id);
  return Object.assign(new UploadTicket(), { id, row, clientRef, filename, byteSize, expiresAt });
}

export const { Edge: UploadTicketEdge, Connection: UploadTicketConnection } = connectionOf(
  'UploadTicket',
  UploadTicket,
);

@ObjectType({ simpleResolvers: true, description: 'A file that gets no ticket.' })
export class UploadRefusal {
  @Field(() => UploadRefusalCode)
  code: RefusalCode;

  @Field(() => String, { description: 'For a person, in English.' })
  message: string;

  @Field(() => String, { nullable: true })
  clientRef: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A ticket that is not committed.' })
export class CommitRefusal {
  @Field(() => UploadRefusalCode)
  code: RefusalCode;

  @Field(() => String, { description: 'For a person, in English.' })
  message: string;

  @Field(() => ID)
  ticketId: string;
}

@ObjectType({ simpleResolvers: true })
export class CommittedUpload {
  @Field(() => ID)
  ticketId: string;

  @Field(() => Picture)
  picture: Picture;

  @Field(() => PictureEdge)
  pictureEdge: { cursor: string; node: Picture };
}

/** One result of requestUploads. */
export const UploadTicketResult = createUnionType({
  name: 'UploadTicketResult',
  types: () => [UploadTicket, UploadRefusal] as const,
});

/** One result of commitUploads. */
export const CommitUploadResult = createUnionType({
  name: 'CommitUploadResult',
  types: () => [CommittedUpload, CommitRefusal] as const,
});

@ObjectType({ simpleResolvers: true })
export class RequestUploadsPayload {
  @Field(() => [UploadTicketResult])
  results: (UploadTicket | UploadRefusal)[];

  @Field(() => StorageUsage)
  storage: StorageUsage;
}

@ObjectType({ simpleResolvers: true })
export class CommitUploadsPayload {
  @Field(() => [CommitUploadResult])
  results: (CommittedUpload | CommitRefusal)[];

  @Field(() => StorageUsage)
  storage: StorageUsage;
}

@ObjectType({ simpleResolvers: true })
export class AbandonUploadsPayload {
  @Field(() => [ID])
  abandonedTicketIds: string[];

  @Field(() => StorageUsage)
  storage: StorageUsage;
}

@ObjectType({ simpleResolvers: true })
export class UploadLimits {
  @Field(() => ByteCount, { description: 'A larger file is TOO_LARGE.' })
  maxFileBytes: number;

  @Field(() => [String], { description: 'Content types; another one is UNSUPPORTED_TYPE.' })
  acceptedTypes: string[];
}
