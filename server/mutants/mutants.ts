/** A guard taken out of a copy of the source, and the test file that must then fail. */
export type Mutant = {
  name: string;
  edits: { file: string; find: string; replace: string }[];
  caughtBy: string;
};

const PROPERTY = 'src/upload/storage.property.test.ts';
const UPLOADS = 'src/upload/uploads.test.ts';
const DELETION = 'src/deletion/deletion.test.ts';

const edit = (file: string, find: string, replace: string) => ({ file: `src/${file}`, find, replace });

/** Every guard of quota, tickets, commits and deletion, each missing once. */
export const mutants: Mutant[] = [
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
    edits: [
      edit('upload/commit-uploads.ts', 'for (const picture of made)', 'for (const picture of made.slice(1))'),
    ],
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
        "if (affected(counted) !== 1) throw new Error('An album went while its row was locked.');",
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
    caughtBy: UPLOADS,
  },
  {
    name: 'a deleted album still counts',
    edits: [edit('deletion/delete-album.ts', 'usedBytes: -album.storedBytes', 'usedBytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a deleted picture still counts',
    edits: [edit('deletion/delete-pictures.ts', 'usedBytes: -bytes', 'usedBytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a picture is deleted twice',
    edits: [
      edit(
        'deletion/delete-pictures.ts',
        "eq(pictures.memberId, memberId), eq(pictures.lifecycle, 'LIVE'))",
        'eq(pictures.memberId, memberId))',
      ),
      edit(
        'deletion/delete-pictures.ts',
        "if (affected(turned) !== rows.length) throw new Error('A picture was deleted while its row was locked.');",
        '',
      ),
    ],
    caughtBy: DELETION,
  },
  {
    name: 'a deleted picture leaves its bytes',
    edits: [
      edit('deletion/delete-pictures.ts', 'keyBase: row.keyBase,', "keyBase: row.keyBase.concat('-'),"),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'an album forgets a deleted picture',
    edits: [edit('deletion/delete-pictures.ts', 'gone.length}', '0}')],
    caughtBy: PROPERTY,
  },
  {
    name: "anybody's pictures can be deleted",
    edits: [edit('deletion/delete-pictures.ts', 'eq(pictures.memberId, memberId), ', '')],
    caughtBy: DELETION,
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
    caughtBy: UPLOADS,
  },
  {
    name: 'a URL may be used again',
    edits: [edit('platform/object-store.ts', "'if-none-match': '*',", '')],
    caughtBy: UPLOADS,
  },
  {
    name: 'a URL lets in any length',
    edits: [
      edit(
        'platform/object-store.ts',
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
  {
    name: 'the purge forgets what the store refused',
    edits: [
      edit(
        'deletion/purge-objects.sweep.ts',
        'entries.filter((entry) => !failures.has(entry.id))',
        'entries',
      ),
    ],
    caughtBy: DELETION,
  },
  {
    name: 'the purge believes a list over a shown picture',
    edits: [edit('deletion/purge-objects.sweep.ts', "p.lifecycle = 'LIVE')", "p.lifecycle = 'GONE')")],
    caughtBy: DELETION,
  },
  {
    name: 'two purges take the same entries',
    edits: [
      edit(
        'deletion/purge-objects.sweep.ts',
        'or(isNull(objectPurges.leaseUntil), lt(objectPurges.leaseUntil, sql`now(6)`)),',
        '',
      ),
    ],
    caughtBy: DELETION,
  },
  {
    name: 'the orphan scan does not look at pictures',
    edits: [
      edit('deletion/orphans.sweep.ts', 'inArray(pictures.keyBase, all)', "inArray(pictures.keyBase, [''])"),
    ],
    caughtBy: DELETION,
  },
];
