import { edit, type Mutant } from './guard.ts';

const PROPERTY = 'src/upload/storage.property.test.ts';
const UPLOADS = 'src/upload/uploads.test.ts';
const ENDED = 'src/upload/uploads-ended.test.ts';

/** Every guard of quota, tickets and commits, each missing once. */
export const uploadMutants: Mutant[] = [
  {
    name: 'quota is neither judged nor bounded',
    edits: [
      edit('upload/request-uploads.ts', 'if (verdict.byteSize > free)', 'if (verdict.byteSize > free + 1e9)'),
      edit('usage/usage.ts', 'const grows = usedBytes + reservedBytes > 0;', 'const grows = false;'),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'a commit keeps its reservation',
    edits: [edit('upload/commit-uploads.ts', 'reservedBytes: -bytes', 'reservedBytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a commit counts nothing',
    edits: [
      edit('upload/commit-uploads.ts', 'usedBytes: bytes, reservedBytes', 'usedBytes: 0, reservedBytes'),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'a commit believes without looking at the store',
    edits: [
      edit(
        'upload/inspect-upload.ts',
        'if (!object) return notUploaded;',
        "if (!object) return { outcome: 'stored', etag: '' };",
      ),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'a commit records no event',
    edits: [edit('upload/commit-uploads.ts', 'made.map(({ id }) => ({', 'made.slice(1).map(({ id }) => ({')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a commit goes into a deleted album',
    edits: [
      edit(
        'upload/commit-uploads.ts',
        "await close(\n    inLive.filter((row) => !row.album),\n    'ALBUM_DELETED',\n  );",
        '',
      ),
      edit('upload/commit-uploads.ts', 'return row.album && inspection', 'return inspection'),
      edit(
        'upload/commit-uploads.ts',
        'await countPictures(tx, albumId, { pictures: tickets.length, bytes: albumBytes });',
        '',
      ),
      edit(
        'deletion/delete-album.ts',
        "await closeTickets(tx, memberId, open, 'ALBUM_DELETED', config.STORAGE_LIMIT_BYTES);",
        '',
      ),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'closing a ticket keeps its space',
    edits: [edit('upload/close-tickets.ts', 'reservedBytes: -freed', 'reservedBytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'closing a ticket leaves its bytes',
    edits: [
      edit('upload/close-tickets.ts', 'keyBase: ticket.keyBase,', "keyBase: ticket.keyBase.concat('-'),"),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'a deleted album keeps its open tickets',
    edits: [
      edit(
        'deletion/delete-album.ts',
        "await closeTickets(tx, memberId, open, 'ALBUM_DELETED', config.STORAGE_LIMIT_BYTES);",
        '',
      ),
    ],
    caughtBy: ENDED,
  },
  {
    name: "anybody's tickets can be committed",
    edits: [
      edit('upload/commit-uploads.ts', 'eq(uploadTickets.memberId, viewer.memberId),', ''),
      edit('upload/commit-uploads.ts', 'eq(uploadTickets.memberId, memberId),', ''),
      edit('upload/answer-closed.ts', ', eq(uploadTickets.memberId, memberId)', ''),
    ],
    caughtBy: UPLOADS,
  },
  {
    name: 'an expired ticket is committed',
    edits: [
      edit(
        'upload/commit-uploads.ts',
        'live ? inspectUpload(needs, ticket) : expiredInspection',
        'inspectUpload(needs, ticket)',
      ),
      edit('upload/commit-uploads.ts', 'inLive = rows.filter((row) => row.live)', 'inLive = rows'),
      edit('upload/commit-uploads.ts', 'rows.filter((row) => !row.live)', '[]'),
    ],
    caughtBy: ENDED,
  },
  {
    name: 'a URL may be used again',
    edits: [edit('platform/signed-uploads.ts', "'if-none-match': '*',", '')],
    caughtBy: UPLOADS,
  },
  {
    name: 'a URL lets in any length',
    edits: [
      edit(
        'platform/signed-uploads.ts',
        "headers: { ...headers, 'content-length': String(byteSize) },",
        'headers,',
      ),
    ],
    caughtBy: UPLOADS,
  },
  {
    name: 'a transaction is none',
    edits: [edit('platform/db.ts', 'await connection.beginTransaction();', '')],
    caughtBy: PROPERTY,
  },
];
