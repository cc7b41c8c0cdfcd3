import { and, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deleteAlbum } from '../deletion/delete-album.ts';
import { deletePictures } from '../deletion/delete-pictures.ts';
import { runDeletionBatch } from '../deletion/deletion-batch.ts';
import { emptyTrash } from '../deletion/empty-trash.ts';
import { restorePictures, trashPictures } from '../deletion/trash-pictures.ts';
import { movePictures } from '../picture/move-pictures.ts';
import { pictures } from '../picture/picture.table.ts';
import { armFailpoint } from '../platform/failpoints.ts';
import { aMember, anAlbum } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { findBroken, findMissing, findOrphans } from '../testing/ledger.ts';
import { abandonUploads } from './abandon-uploads.ts';
import { commitUploads } from './commit-uploads.ts';
import { expireUploads } from './expire-uploads.sweep.ts';
import { requestUploads } from './request-uploads.ts';
import { singlePart } from './transfer.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);
const harness = await openHarness({
  bucket: true,
  env: { STORAGE_LIMIT_BYTES: '10000', LIMIT_LOOPBACK_PER_MINUTE: '100000' },
});
const { deps } = harness;

// Every place between two side effects on the way of a ticket, a move and a deletion.
const failpoints = [
  'request.afterReserve',
  'request.afterInsert',
  'commit.afterInspect',
  'commit.afterMove',
  'commit.afterInsert',
  'commit.afterRecord',
  'commit.afterCommit',
  'trash.afterTurn',
  'trash.afterUsage',
  'move.afterMove',
  'move.afterSources',
  'emptyTrash.afterRecord',
  'emptyTrash.afterSegment',
  'delete.afterUsage',
  'delete.afterTurn',
  'deleteAlbum.afterTombstone',
  'deleteAlbum.afterTickets',
  'sweepAlbum.afterSegment',
  'purge.afterList',
  'purge.afterBytes',
];

const which = fc.nat({ max: 5 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      album: fc.nat({ max: 1 }),
      size: fc.integer({ min: 1, max: 6_000 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('put' as const, 'putWrong' as const), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('commit' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('abandon' as const, 'age' as const, 'delete' as const),
      which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('trash' as const, 'restore' as const, 'ageTrash' as const),
      which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), which, album: fc.nat({ max: 1 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('expire' as const, 'batch' as const, 'emptyTrash' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deleteAlbum' as const), album: fc.nat({ max: 1 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The picture that a ticket became, if it did. */
async function pictureOf(ticket: UploadTicketRow | undefined): Promise<string[]> {
  const made = eq(pictures.ticketId, ticket?.id ?? '');
  return (await deps.db.select({ id: pictures.id }).from(pictures).where(made)).map(({ id }) => id);
}

/** One member's life with two albums; `steps` of one round run at the same time. */
async function live(rounds: { steps: Step[]; crash: string | null }[]): Promise<string[]> {
  const member = await aMember(harness);
  const albums = [await anAlbum(harness, member), await anAlbum(harness, member)];
  const viewer = { memberId: member.memberId, sessionId: '', familyId: '' };
  const tickets: UploadTicketRow[] = [];
  const ticket = (n: number) => tickets[n % Math.max(1, tickets.length)];

  async function run(action: Step): Promise<void> {
    const albumId = 'album' in action ? albums[action.album]?.albumId : undefined;
    const chosen = 'which' in action ? ticket(action.which) : undefined;
    switch (action.do) {
      case 'request': {
        const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: action.size };
        const { answers } = await requestUploads(deps, viewer, albumId, [file]);
        for (const answer of answers) if ('ticket' in answer) tickets.push(answer.ticket);
        return;
      }
      case 'put':
      case 'putWrong': {
        if (!chosen) return;
        const signed = await singlePart(deps, chosen);
        const headers = signed.headers.map(({ name, value }): [string, string] => [name, value]);
        const length = chosen.byteSize + (action.do === 'put' ? 0 : 1);
        await fetch(signed.url, {
          method: signed.method,
          headers,
          body: new Uint8Array(length).fill(action.which),
        });
        return;
      }
      case 'commit':
        if (chosen) await commitUploads(deps, viewer, [chosen.id]);
        return;
      case 'abandon':
        if (chosen) await abandonUploads(deps, viewer, [chosen.id]);
        return;
      case 'age':
        if (chosen)
          await deps.db
            .update(uploadTickets)
            .set({ expiresAt: sql`now(6) - interval 1 second` })
            .where(eq(uploadTickets.id, chosen.id));
        return;
      case 'delete':
        await deletePictures(deps, viewer, await pictureOf(chosen));
        return;
      case 'trash':
        await trashPictures(deps, viewer, await pictureOf(chosen));
        return;
      case 'restore':
        await restorePictures(deps, viewer, await pictureOf(chosen));
        return;
      case 'ageTrash':
        await deps.db
          .update(pictures)
          .set({ trashedAt: sql`now(6) - interval 30 day` })
          .where(and(eq(pictures.ticketId, chosen?.id ?? ''), eq(pictures.lifecycle, 'TRASHED')));
        return;
      case 'move':
        await movePictures(deps, viewer, await pictureOf(chosen), albumId);
        return;
      case 'emptyTrash':
        await emptyTrash(deps, viewer);
        return;
      case 'expire':
        await expireUploads(deps);
        return;
      case 'batch':
        await runDeletionBatch(deps);
        return;
      case 'deleteAlbum':
        await deleteAlbum(deps, viewer, albumId);
    }
  }

  const found: string[] = [];
  for (const { steps, crash } of rounds) {
    const disarm = crash
      ? armFailpoint(crash, () => {
          throw new Error(`crash at ${crash}`);
        })
      : () => undefined;
    await Promise.allSettled(steps.map(run));
    disarm();
    found.push(...(await findBroken(deps, member.memberId)));
  }
  found.push(...(await findMissing(deps, member.memberId)));
  found.push(...(await findOrphans(deps, member.memberId)));
  found.push(...(await findBroken(deps, member.memberId)), ...(await findMissing(deps, member.memberId)));
  return found;
}

const requested: Step[] = [{ do: 'request', album: 0, size: 3_000 }];
const sent: Step[] = [...requested, { do: 'put', which: 0 }];
const committed: Step[] = [...sent, { do: 'commit', which: 0 }];
const trashed: Step[] = [...committed, { do: 'trash', which: 0 }];
const deleted: Step[] = [...committed, { do: 'delete', which: 0 }];

// Lives that begin where the hard moments are: without these, most runs never come near them.
const beginning = fc.constantFrom<Step[]>(
  [],
  requested,
  sent,
  [...sent, { do: 'age', which: 0 }],
  [...sent, { do: 'abandon', which: 0 }],
  committed,
  // Nothing more fits: whatever is given back twice, or not at all, shows.
  [...committed, { do: 'request', album: 1, size: 6_000 }, { do: 'request', album: 1, size: 1_000 }],
  deleted,
  // The bytes are gone, and the URL that brought them is still good.
  [...deleted, { do: 'batch' }],
  trashed,
  [...trashed, { do: 'ageTrash', which: 0 }],
  [...committed, { do: 'deleteAlbum', album: 0 }],
);
const round = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  crash: fc.option(fc.constantFrom(...failpoints), { freq: 3 }),
});

test('whatever happens at once and wherever it crashes, storage is exact and no byte is lost or left', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(beginning, fc.array(round, { maxLength: 6 }), async (first, rounds) => {
      const alone = first.map((action) => ({ steps: [action], crash: null }));
      expect(await live([...alone, ...rounds])).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
