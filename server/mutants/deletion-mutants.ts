import { edit, type Mutant } from './guard.ts';

const PROPERTY = 'src/upload/storage.property.test.ts';
const DELETION = 'src/deletion/deletion.test.ts';
const ENDED = 'src/upload/uploads-ended.test.ts';

/** Every guard of deletion and of the purge, each missing once. */
export const deletionMutants: Mutant[] = [
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
    name: 'a key is forgotten while its URL is still good',
    edits: [
      edit(
        'deletion/purge-objects.sweep.ts',
        '{lastPut} > now(6)`);',
        '{lastPut} > now(6) + interval 1 year`);',
      ),
    ],
    caughtBy: ENDED,
  },
];
