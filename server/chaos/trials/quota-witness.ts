import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { findBroken } from '../../src/testing/ledger.ts';
import { openPlace, type Place } from '../../src/testing/place.ts';
import { Child } from '../child.ts';
import { aPerson } from '../people.ts';
import { scaled } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const PROCESSES = 3;
const OPERATIONS = 2_000;
const FULL_MS = 15_000;
const MEMBERS = 3;
const LANES = 2;
const LIMIT = 60_000;

const refusal = z.object({ memberId: z.string(), needed: z.number(), from: z.number(), to: z.number() });
const change = z.object({
  memberId: z.string(),
  oldVersion: z.number(),
  version: z.number(),
  oldUsed: z.number(),
  used: z.number(),
  oldReserved: z.number(),
  reserved: z.number(),
  at: z.coerce.number(),
});
type Change = z.infer<typeof change>;

/** Everything that changes a member's storage, at random over three processes, with a witness inside the database. */
export const quotaWitness: Trial = {
  name: 'quota-witness',
  share: 20,
  run: async ({ services, budgetMs }) => {
    const operations = scaled(OPERATIONS, budgetMs, FULL_MS);
    const place = await openPlace(services, { bucket: true, env: { STORAGE_LIMIT_BYTES: String(LIMIT) } });
    await installWitness(place);
    const children = Array.from({ length: PROCESSES }, () => new Child('quota-witness.child.ts', place.env));
    try {
      const people = await Promise.all(Array.from({ length: MEMBERS }, () => aPerson(place.deps)));
      const memberIds = people.map(({ viewer }) => viewer.memberId);
      const share = Math.ceil(operations / PROCESSES);
      const refusals = (
        await Promise.all(
          children.map((child) =>
            child.ask('operate', { memberIds, operations: share, lanes: LANES }, z.array(refusal)),
          ),
        )
      ).flat();
      const [rows] = await place.deps.db.execute(
        sql`select member_id as memberId, old_version as oldVersion, version, old_used as oldUsed, used,
            old_reserved as oldReserved, reserved, unix_timestamp(at) as at from usage_witness order by member_id, version`,
      );
      const changes = z.array(change).parse(rows);
      const broken = (await Promise.all(memberIds.map((id) => findBroken(place.deps, id)))).flat();
      const gaps = changes.filter((one, i) => !follows(one, changes[i - 1])).length;
      const over = changes.filter(({ used, reserved }) => used + reserved > LIMIT).length;
      const unjust = refusals.filter((one) => !isJust(one, changes)).length;
      return [
        {
          what: `${share * PROCESSES} mixed operations, ${PROCESSES} processes: changes that don't follow from the one before`,
          wanted: '0',
          measured: `${gaps} of ${changes.length}; the rows say the same: ${broken.length === 0 ? 'yes' : broken.join(', ')}`,
          ok: gaps === 0 && broken.length === 0 && changes.length > operations / 4,
        },
        {
          what: 'states over the quota; refusals although there was room',
          wanted: '0; 0',
          measured: `${over} of ${changes.length}; ${unjust} of ${refusals.length}`,
          ok: over === 0 && unjust === 0 && refusals.length > 0,
        },
      ];
    } finally {
      await Promise.all(children.map((child) => child.end()));
      await place.close();
    }
  },
};

/** Has the database itself write down every change of a storage row, in the transaction that makes it. */
async function installWitness({ deps: { db } }: Place): Promise<void> {
  await db.execute(sql`
    create table usage_witness (
      id bigint auto_increment primary key, member_id char(26), old_version bigint, version bigint,
      old_used bigint, used bigint, old_reserved bigint, reserved bigint, at datetime(6)
    )`);
  await db.execute(sql`
    create trigger storage_usage_witness after update on storage_usage for each row
      insert into usage_witness (member_id, old_version, version, old_used, used, old_reserved, reserved, at)
      values (new.member_id, old.version, new.version, old.used_bytes, new.used_bytes, old.reserved_bytes, new.reserved_bytes, sysdate(6))`);
}

/** Whether a change begins where the one before it ended. */
function follows(one: Change, before: Change | undefined): boolean {
  const start = { version: 0, used: 0, reserved: 0 };
  const { version, used, reserved } = before?.memberId === one.memberId ? before : start;
  const begins = one.oldVersion === version && one.oldUsed === used && one.oldReserved === reserved;
  return begins && one.version === version + 1;
}

/** Whether at some moment between question and answer there was too little room. */
function isJust({ memberId, needed, from, to }: z.infer<typeof refusal>, changes: Change[]): boolean {
  const mine = changes.filter((one) => one.memberId === memberId);
  // A state may hold from its statement until the COMMIT of the next one, which comes before the statement after that.
  return mine.some(
    ({ used, reserved, at }, i) =>
      used + reserved + needed > LIMIT && at <= to && (mine[i + 2]?.at ?? Number.POSITIVE_INFINITY) >= from,
  );
}
