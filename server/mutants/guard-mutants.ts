import { guard, type Mutant } from './guard.ts';

const ENDS = 'src/upload/ticket-ends.test.ts';
const STATE = 'src/upload/upload.state.test.ts';
const UPLOADS = 'src/upload/uploads.test.ts';
const USAGE = 'src/usage/usage.test.ts';
const RECOUNT = 'src/upload/recount-usage.test.ts';
const DELETION = 'src/deletion/deletion.test.ts';
const REMOVAL = 'src/deletion/remove-member.test.ts';
const RENDITIONS = 'src/picture/make-renditions.test.ts';

const ticketGuards: Mutant[] = [
  guard('the row may pass its limit', USAGE, 'usage/usage.ts', [
    'const grows = usedBytes + reservedBytes > 0;',
    'const grows = false;',
  ]),
  guard('who is over the limit may not give back', USAGE, 'usage/usage.ts', [
    'const grows = usedBytes + reservedBytes > 0;',
    'const grows = true;',
  ]),
  guard('used bytes go below zero', USAGE, 'usage/usage.ts', [
    `sql\`cast(used_bytes as signed) + \${usedBytes} >= 0\`,`,
    '',
  ]),
  guard('reserved bytes go below zero', USAGE, 'usage/usage.ts', [
    `sql\`cast(reserved_bytes as signed) + \${reservedBytes} >= 0\`,`,
    '',
  ]),
  guard('fewer pictures than none', USAGE, 'usage/usage.ts', [
    `sql\`cast(picture_count as signed) + \${pictures} >= 0\`,`,
    '',
  ]),
  guard('a change that the row refused counts as made', USAGE, 'usage/usage.ts', [
    'if (affected(result) !== 1)',
    'if (affected(result) > 1)',
  ]),
  guard('a change counts no version', USAGE, 'usage/usage.ts', ['version: sql`version + 1`,', '']),
  guard('storage is read without a lock of its row', USAGE, 'usage/usage.ts', [".for('update')", '']),
  guard('a deleted member still stores', USAGE, 'usage/usage.ts', [
    'and(eq(members.id, memberId), isNull(members.deletedAt))',
    'eq(members.id, memberId)',
  ]),
  guard('a closed ticket may end once more', STATE, 'upload/upload.state.ts', [
    'COMMITTED: [],',
    "COMMITTED: ['EXPIRED'],",
  ]),
  guard('the sweep ends tickets that have time', ENDS, 'upload/expire-uploads.sweep.ts', [
    ', lte(uploadTickets.expiresAt, sql`now(6)`)',
    '',
  ]),
  guard('one member keeps the sweep from the others', ENDS, 'upload/expire-uploads.sweep.ts', [
    "log.warn({ err: error, memberId }, 'tickets of a member could not be expired');",
    'throw error;',
  ]),
  {
    ...guard('a ticket is committed and swept', ENDS, 'usage/usage.ts', [".for('update')", '']),
    edits: [
      { file: 'src/usage/usage.ts', find: ".for('update')", replace: '' },
      { file: 'src/upload/expire-uploads.sweep.ts', find: ".for('update')", replace: '' },
      { file: 'src/upload/commit-uploads.ts', find: ".for('update')", replace: '' },
      {
        file: 'src/upload/commit-uploads.ts',
        find: ",\n        eq(uploadTickets.state, 'OPEN'),\n      ),\n    );\n  if (affected(moved)",
        replace: ',\n      ),\n    );\n  if (affected(moved)',
      },
      {
        file: 'src/upload/commit-uploads.ts',
        find: 'if (affected(moved) !== stored.length)',
        replace: 'if (false)',
      },
      { file: 'src/upload/close-tickets.ts', find: "eq(uploadTickets.state, 'OPEN'),", replace: '' },
      {
        file: 'src/upload/close-tickets.ts',
        find: 'if (affected(moved) !== open.length)',
        replace: 'if (false)',
      },
    ],
  },
  {
    ...guard(
      'the sweep removes the object before it ends the ticket',
      ENDS,
      'upload/expire-uploads.sweep.ts',
      [
        '    try {\n      expired +=',
        `    try {
      const overdueNow = await db.select().from(uploadTickets).where(and(eq(uploadTickets.memberId, memberId), overdue));
      await arguments[0].store.removeKeys(overdueNow.map((ticket) => ticket.keyBase + '/original'));
      expired +=`,
      ],
    ),
  },
  guard('bytes of any size are committed', ENDS, 'upload/inspect-upload.ts', [
    'object.byteSize !== ticket.byteSize',
    'false',
  ]),
  guard('bytes of any checksum are committed', ENDS, 'upload/inspect-upload.ts', [
    "object.sha256 !== ticket.sha256.toString('base64')",
    'false',
  ]),
  guard('wrong bytes keep their space', ENDS, 'upload/commit-uploads.ts', [
    'inLive.filter((row) => wrong(row, ',
    'inLive.filter((row) => false && wrong(row, ',
  ]),
  guard('the checksum is not signed', ENDS, 'platform/signed-uploads.ts', [
    "...(file.sha256 ? { 'x-amz-checksum-sha256': file.sha256 } : {}),",
    '',
  ]),
  guard('other bytes than announced become READY', RENDITIONS, 'picture/finish-picture.ts', [
    "picture.sha256 && found !== picture.sha256.toString('base64') ? checksumMismatch : made",
    'made',
  ]),
  guard('a file lacks a part', UPLOADS, 'upload/inspect-upload.ts', [
    'if (right.length !== partCount) return false;',
    '',
  ]),
  guard('open tickets are forgotten', ENDS, 'upload/prune-tickets.sweep.ts', [
    "ne(uploadTickets.state, 'OPEN'),",
    '',
  ]),
  guard('tickets are forgotten at once', ENDS, 'upload/prune-tickets.sweep.ts', [
    'const KEEP_DAYS = 30;',
    'const KEEP_DAYS = 0;',
  ]),
  guard('tickets have no bound', ENDS, 'upload/request-uploads.ts', [
    'if ((open?.n ?? 0) + more > most)',
    'if ((open?.n ?? 0) + more > 1e9)',
  ]),
  guard('a deleted album gets tickets', ENDS, 'upload/request-uploads.ts', [
    ', isNull(albums.deletedAt)',
    '',
  ]),
  guard('what comes late finds no purge ahead', UPLOADS, 'upload/close-tickets.ts', [
    'LATE_UPLOAD_MINUTES = 80',
    'LATE_UPLOAD_MINUTES = -1_000',
  ]),
  guard('what was written under a lost lock is committed', USAGE, 'platform/db.ts', [
    'signal?.throwIfAborted();',
    '',
  ]),
];

const deletionGuards: Mutant[] = [
  guard('the purge forgets before it removes', DELETION, 'deletion/purge-objects.sweep.ts', [
    'const failures = await removeBytes(deps, entries);',
    'await forget(deps, entries); const failures = await removeBytes(deps, entries);',
  ]),
  guard('what the store refused is not tried again', DELETION, 'deletion/purge-objects.sweep.ts', [
    'leaseUntil: null,\n      lastError',
    "leaseUntil: '9999-01-01 00:00:00',\n      lastError",
  ]),
  guard('young bytes are orphans', DELETION, 'deletion/orphans.sweep.ts', [
    'now - storedAt.getTime() > DAY_MS',
    'true',
  ]),
  guard('what an open ticket waits for is an orphan', DELETION, 'deletion/orphans.sweep.ts', [
    'inArray(uploadTickets.keyBase, all)',
    "inArray(uploadTickets.keyBase, [''])",
  ]),
  guard('parts that nobody goes on with stay', DELETION, 'deletion/orphans.sweep.ts', [
    'await deps.store.abortMultipart(key, multipartId);',
    'continue;',
  ]),
  guard('parts are ended while they may go on', DELETION, 'deletion/orphans.sweep.ts', [
    '> 2 * DAY_MS',
    '> 0',
  ]),
  guard('the purge list tells nothing', DELETION, 'deletion/measure-purges.sweep.ts', [
    'Number(state?.refused ?? 0)',
    '0',
  ]),
  guard('a member is removed without the true lock', REMOVAL, 'deletion/remove-member.ts', [
    '{ failClosed: true }',
    '{}',
  ]),
  guard('one member keeps others from being removed', REMOVAL, 'deletion/remove-member.ts', [
    '.catch((error: unknown) => errors.push(error))',
    '',
  ]),
  guard('late bytes of a deleted member stay', DELETION, 'deletion/remove-member.ts', [
    '|| (await listLeftovers({ db, store }, id))',
    '',
  ]),
  guard('members are recounted without the true lock', RECOUNT, 'upload/recount-usage.sweep.ts', [
    '{ failClosed: true }',
    '{}',
  ]),
  guard('a drift is not put right', RECOUNT, 'upload/recount-usage.sweep.ts', [
    '.set({ ...right, version: sql`version + 1` })',
    '.set({ version: sql`version + 1` })',
  ]),
  guard('a drift is not told', RECOUNT, 'upload/recount-usage.sweep.ts', ['drifted.inc(off);', '']),
  guard('an album’s drift stays', RECOUNT, 'upload/recount-usage.sweep.ts', [
    'const wrongAlbums = await recountAlbums(tx, memberId);',
    'const wrongAlbums = 0;',
  ]),
  guard('one member keeps others from being recounted', RECOUNT, 'upload/recount-usage.sweep.ts', [
    "recounted.inc({ end: 'failed' });",
    'throw error;',
  ]),
  guard(
    'a picture that waits for ever is not asked for again',
    RENDITIONS,
    'picture/stuck-pictures.sweep.ts',
    ['for (const picture of renditions) await db.transact((tx) => recordStored(tx, picture));', ''],
  ),
  guard('a picture that waits is asked for again and again', RENDITIONS, 'picture/stuck-pictures.sweep.ts', [
    `, sql\`not \${asked}\``,
    '',
  ]),
];

/** Every guard of tickets, quota, deletion and recounting, each missing once. */
export const guardMutants: Mutant[] = [...ticketGuards, ...deletionGuards];
