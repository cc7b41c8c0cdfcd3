import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../src/platform/db.ts';

// Written by the database itself, in the transaction that has the effect: nothing of the product can forget or double it.
const tables = [
  `create table chaos_effects (id bigint unsigned auto_increment primary key, kind varchar(40) character set ascii not null,
    subject varchar(80) character set ascii not null, key by_subject (kind, subject))`,
  `create table chaos_usage (id bigint unsigned auto_increment primary key, member_id char(26) character set ascii not null,
    version bigint unsigned not null, used bigint unsigned not null, reserved bigint unsigned not null,
    allowed bigint unsigned, key by_member (member_id, version))`,
];

const note = (kind: string, subject: string) =>
  `insert into chaos_effects (kind, subject) values (${kind}, ${subject});`;
const noteUsage =
  'insert into chaos_usage (member_id, version, used, reserved, allowed) values (new.member_id, new.version, new.used_bytes, new.reserved_bytes, new.limit_bytes);';

const triggers: Record<string, string> = {
  'after insert on members': note("'member.made'", 'new.id'),
  'after update on members': `if old.deleted_at is null and new.deleted_at is not null then ${note("'member.deleted'", 'new.id')} end if;`,
  'after insert on storage_usage': `${note("'storage.made'", 'new.member_id')} ${noteUsage}`,
  'after update on storage_usage': `if old.version <> new.version then ${noteUsage} end if;`,
  'after update on upload_tickets': `if old.state <> new.state then ${note("'ticket.closed'", 'new.id')} ${note("concat('ticket.', new.state)", 'new.id')} end if;`,
  'after insert on pictures': note("'picture.made'", 'new.ticket_id'),
  'after update on pictures': `if old.state <> new.state then ${note("'picture.finished'", 'new.id')} end if;
    if old.lifecycle <> new.lifecycle and new.lifecycle = 'DELETED' then ${note("'picture.deleted'", 'new.id')} end if;`,
  'after delete on pictures': note("'picture.gone'", 'old.id'),
  'after update on albums': `if old.deleted_at is null and new.deleted_at is not null then ${note("'album.deleted'", 'new.id')} end if;`,
  'after delete on albums': note("'album.gone'", 'old.id'),
  'after insert on processed_events': note("concat('done.', new.consumer)", 'new.event_id'),
};

/** Makes the database write down every effect that must happen once, and every state of every member's storage. */
export async function keepEffects(db: Db): Promise<void> {
  for (const table of tables) await db.execute(sql.raw(table));
  for (const [number, [when, body]] of Object.entries(triggers).entries())
    await db.execute(sql.raw(`create trigger chaos_${number} ${when} for each row begin ${body} end`));
}

const counted = z.object({ n: z.coerce.number() });

async function count(db: Db, query: SQL): Promise<number> {
  const [rows] = await db.execute(query);
  return z.array(counted).parse(rows)[0]?.n ?? 0;
}

/** Effects of one kind so far. */
export const effectsOf = (db: Db, kind: string): Promise<number> =>
  count(db, sql`select count(*) n from chaos_effects where kind = ${kind}`);

/** Sign-ups without their storage, or storage without a sign-up, in a world whose events are all done; as a sentence. */
export async function findUndone(db: Db): Promise<string[]> {
  const n = await count(
    db,
    sql`select abs(
      (select count(*) from outbox_events where type = 'member.signed-up') -
      (select count(*) from chaos_effects where kind = 'done.provision-storage')) n`,
  );
  return n > 0 ? [`${n} sign-up events were not done, or done without having been sent`] : [];
}

/** Everything in the ledger that tells of an effect done twice, or of one without its cause; each finding is a sentence. */
export async function findWrongEffects(db: Db, defaultLimit: number): Promise<string[]> {
  const checks: Record<string, SQL> = {
    'effects were done twice': sql`select coalesce(sum(more), 0) n from
      (select count(*) - 1 more from chaos_effects group by kind, subject having count(*) > 1) twice`,
    'tickets were committed without a picture, or pictures made without a committed ticket': sql`select abs(
      (select count(*) from chaos_effects where kind = 'ticket.COMMITTED') -
      (select count(*) from chaos_effects where kind = 'picture.made')) n`,
    'pictures have no event of their own, or more than one': sql`select count(*) n from
      (select made.subject from chaos_effects made join pictures p on p.ticket_id = made.subject
        left join outbox_events e on e.aggregate = concat('picture:', p.id) and e.type = 'picture.stored'
        where made.kind = 'picture.made' group by made.subject having count(e.id) <> 1) wrong`,
    'committed pictures and their events differ in number': sql`select abs(
      (select count(*) from chaos_effects where kind = 'picture.made') -
      (select count(*) from outbox_events where type = 'picture.stored')) n`,
    'members and their sign-up events differ in number': sql`select abs(
      (select count(*) from chaos_effects where kind = 'member.made') -
      (select count(*) from outbox_events where type = 'member.signed-up')) n`,
    'deleted members and their events differ in number': sql`select abs(
      (select count(*) from chaos_effects where kind = 'member.deleted') -
      (select count(*) from outbox_events where type = 'member.deleted')) n`,
    'states of a storage passed its limit': sql`select count(*) n from chaos_usage
      where used + reserved > coalesce(allowed, ${defaultLimit})`,
    'versions of a storage are missing or double': sql`select count(*) n from
      (select member_id from chaos_usage group by member_id
        having count(*) <> max(version) - min(version) + 1 or min(version) > 0) gaps`,
  };
  const found: string[] = [];
  for (const [sentence, query] of Object.entries(checks)) {
    const n = await count(db, query);
    if (n > 0) found.push(`${n} ${sentence}`);
  }
  return found;
}
