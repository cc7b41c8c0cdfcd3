/** A guard taken out of a copy of the source, and the test file that must then fail. */
export type Mutant = {
  name: string;
  edits: { file: string; find: string; replace: string }[];
  caughtBy: string;
};

const PROPERTY = 'src/upload/storage.property.test.ts';
const UPLOADS = 'src/upload/uploads.test.ts';
const DELETION = 'src/deletion/deletion.test.ts';
const TRASH = 'src/deletion/trash.test.ts';
const MOVE = 'src/picture/move-pictures.test.ts';
const RENDITIONS = 'src/picture/make-renditions.test.ts';

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
    caughtBy: UPLOADS,
  },
  {
    name: 'a deleted album still counts',
    edits: [edit('deletion/delete-album.ts', 'usedBytes: -album.storedBytes', 'usedBytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a deleted picture still counts',
    edits: [edit('deletion/remove-pictures.ts', 'usedBytes: -bytes', 'usedBytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a picture is deleted twice',
    edits: [
      edit('picture/lock-pictures.ts', 'inArray(pictures.lifecycle, lifecycles),', ''),
      edit(
        'deletion/remove-pictures.ts',
        "if (affected(turned) !== rows.length) throw new Error('A picture was deleted while its row was locked.');",
        '',
      ),
    ],
    caughtBy: DELETION,
  },
  {
    name: 'a deleted picture leaves its bytes',
    edits: [
      edit('deletion/remove-pictures.ts', 'keyBase: row.keyBase,', "keyBase: row.keyBase.concat('-'),"),
    ],
    caughtBy: PROPERTY,
  },
  {
    name: 'an album forgets a deleted picture',
    edits: [edit('deletion/remove-pictures.ts', 'pictures: -sum.pictures', 'pictures: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: "anybody's pictures can be deleted",
    edits: [edit('picture/lock-pictures.ts', 'eq(pictures.memberId, memberId),', '')],
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
    edits: [edit('deletion/purge-objects.sweep.ts', "p.lifecycle <> 'DELETED')", "p.lifecycle = 'GONE')")],
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
  {
    name: 'the purge takes the bytes of what is in the trash',
    edits: [edit('deletion/purge-objects.sweep.ts', "p.lifecycle <> 'DELETED')", "p.lifecycle = 'LIVE')")],
    caughtBy: TRASH,
  },
  {
    name: 'a trashed picture still counts as shown',
    edits: [edit('deletion/trash-pictures.ts', 'pictures: sign * rows.length', 'pictures: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'an album counts what is in the trash',
    edits: [edit('deletion/trash-pictures.ts', 'pictures: sign * those.length', 'pictures: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a picture is trashed and restored twice',
    edits: [
      edit('deletion/trash-pictures.ts', 'rows.filter((row) => row.lifecycle === from)', 'rows'),
      edit('deletion/trash-pictures.ts', ', eq(pictures.lifecycle, from))', ')'),
    ],
    caughtBy: TRASH,
  },
  {
    name: 'a deleted picture comes back from the trash',
    edits: [edit('picture/lock-pictures.ts', 'inArray(pictures.lifecycle, lifecycles),', '')],
    caughtBy: TRASH,
  },
  {
    name: 'what went with its album comes back from the trash',
    edits: [
      edit('picture/lock-pictures.ts', ', isNull(albums.deletedAt))', ')'),
      edit('album/count-pictures.ts', 'isNull(albums.deletedAt),', ''),
    ],
    caughtBy: TRASH,
  },
  {
    name: 'a trashed picture gives its space back twice',
    edits: [
      edit(
        'deletion/empty-trash.ts',
        '.innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))',
        '.innerJoin(albums, eq(albums.id, pictures.albumId))',
      ),
      edit(
        'deletion/expire-trash.sweep.ts',
        '.innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))',
        '.innerJoin(albums, eq(albums.id, pictures.albumId))',
      ),
      edit('album/count-pictures.ts', 'isNull(albums.deletedAt),', ''),
    ],
    caughtBy: TRASH,
  },
  {
    name: 'a deleted album leaves its trash behind',
    edits: [
      edit('deletion/sweep-album.ts', "ne(pictures.lifecycle, 'DELETED')", "eq(pictures.lifecycle, 'LIVE')"),
    ],
    caughtBy: TRASH,
  },
  {
    name: 'the trash is emptied of what was put there later',
    edits: [edit('deletion/empty-trash.ts', 'lte(pictures.trashedAt, before),', '')],
    caughtBy: TRASH,
  },
  {
    name: 'the trash is emptied a day early',
    edits: [edit('deletion/expire-trash.sweep.ts', '{config.TRASH_DAYS} day', '{config.TRASH_DAYS - 1} day')],
    caughtBy: TRASH,
  },
  {
    name: "somebody else's trash is emptied",
    edits: [edit('deletion/empty-trash.ts', 'eq(pictures.memberId, memberId),', '')],
    caughtBy: TRASH,
  },
  {
    name: 'a fuller trash is forgotten half-way',
    edits: [edit('deletion/empty-trash.ts', 'if (rows.length === SEGMENT)', 'if (rows.length > SEGMENT)')],
    caughtBy: TRASH,
  },
  {
    name: 'renditions are not made for the trash',
    edits: [
      edit(
        'picture/make-renditions.consumer.ts',
        "ne(pictures.lifecycle, 'DELETED')",
        "eq(pictures.lifecycle, 'LIVE')",
      ),
    ],
    caughtBy: RENDITIONS,
  },
  {
    name: 'a move leaves its bytes behind',
    edits: [edit('picture/move-pictures.ts', 'bytes: -bytesOf(those)', 'bytes: 0')],
    caughtBy: PROPERTY,
  },
  {
    name: 'a move counts in one album only',
    edits: [
      edit(
        'picture/move-pictures.ts',
        'pictures: rows.length, bytes: bytesOf(rows)',
        'pictures: 0, bytes: 0',
      ),
    ],
    caughtBy: MOVE,
  },
  {
    name: "a move goes into anybody's album",
    edits: [edit('picture/move-pictures.ts', 'eq(albums.memberId, memberId), ', '')],
    caughtBy: MOVE,
  },
  {
    name: 'a move takes what is in the trash',
    edits: [
      edit('picture/move-pictures.ts', "wanted, ['LIVE'])", "wanted, ['LIVE', 'TRASHED'])"),
      edit('picture/move-pictures.ts', "eq(pictures.lifecycle, 'LIVE'), ", ''),
      edit('picture/move-pictures.ts', ' && row.trashedAt === null', ''),
    ],
    caughtBy: MOVE,
  },
  {
    name: 'a key is forgotten while its URL is still good',
    edits: [
      edit(
        'deletion/purge-objects.sweep.ts',
        '{lastPut} > now(6)`);',
        '{lastPut} > now(6) + interval 1 year`);',
      ),
    ],
    caughtBy: UPLOADS,
  },
];
