import { edit, type Mutant } from './guard.ts';

const PROPERTY = 'src/upload/storage.property.test.ts';
const TRASH = 'src/deletion/trash.test.ts';
const MOVE = 'src/picture/move-pictures.test.ts';
const RENDITIONS = 'src/picture/make-renditions.test.ts';
const TRASH_ENDS = 'src/deletion/trash-ends.test.ts';

/** Every guard of the trash, and of moves between albums, each missing once. */
export const trashMutants: Mutant[] = [
  {
    name: 'the purge takes the bytes of what is in the trash',
    edits: [edit('deletion/purge-objects.sweep.ts', "p.lifecycle <> 'DELETED')", "p.lifecycle = 'LIVE')")],
    caughtBy: TRASH_ENDS,
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
    caughtBy: TRASH_ENDS,
  },
  {
    name: 'what went with its album comes back from the trash',
    edits: [
      edit('picture/lock-pictures.ts', ', isNull(albums.deletedAt))', ')'),
      edit('album/count-pictures.ts', 'isNull(albums.deletedAt),', ''),
    ],
    caughtBy: TRASH_ENDS,
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
    caughtBy: TRASH_ENDS,
  },
  {
    name: 'a deleted album leaves its trash behind',
    edits: [
      edit('deletion/sweep-album.ts', "ne(pictures.lifecycle, 'DELETED')", "eq(pictures.lifecycle, 'LIVE')"),
    ],
    caughtBy: TRASH_ENDS,
  },
  {
    name: 'the trash is emptied of what was put there later',
    edits: [edit('deletion/empty-trash.ts', 'lte(pictures.trashedAt, before),', '')],
    caughtBy: TRASH_ENDS,
  },
  {
    name: 'the trash is emptied a day early',
    edits: [edit('deletion/expire-trash.sweep.ts', '{config.TRASH_DAYS} day', '{config.TRASH_DAYS - 1} day')],
    caughtBy: TRASH_ENDS,
  },
  {
    name: "somebody else's trash is emptied",
    edits: [edit('deletion/empty-trash.ts', 'eq(pictures.memberId, memberId),', '')],
    caughtBy: TRASH,
  },
  {
    name: 'a fuller trash is forgotten half-way',
    edits: [edit('deletion/empty-trash.ts', 'if (rows.length === SEGMENT)', 'if (rows.length > SEGMENT)')],
    caughtBy: TRASH_ENDS,
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
];
