import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { outboxEvents } from '../events/outbox.table.ts';
import { aMember, anAlbum } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { members, sessions } from './member.table.ts';

const harness = await openHarness();
const { db } = harness.deps;

const DELETE =
  'mutation ($password: String!) { deleteMember(input: { password: $password }) { deletedMemberId } }';

describe('deleteMember', () => {
  it('ends every session at once, frees the name and leaves the rest to the event', async () => {
    const member = await aMember(harness, { username: 'goodbye' });
    const { data, headers } = await harness.api(
      DELETE,
      { password: member.password },
      { token: member.token },
    );
    expect(data).toEqual({ deleteMember: { deletedMemberId: member.id } });
    expect(headers.getSetCookie()).toHaveLength(2);
    expect((await harness.api('{ viewer { id } }', {}, { token: member.token })).data).toEqual({
      viewer: null,
    });
    expect(await db.select().from(sessions).where(eq(sessions.memberId, member.memberId))).toEqual([]);
    const events = await db
      .select()
      .from(outboxEvents)
      .where(eq(outboxEvents.aggregate, `member:${member.memberId}`));
    expect(events.map(({ type }) => type)).toEqual(['member.signed-up', 'member.deleted']);
    const again = await aMember(harness, { username: 'GOODBYE' });
    expect(again.id).not.toBe(member.id);
  });

  it('refuses a wrong password and changes nothing', async () => {
    const member = await aMember(harness);
    const { codes } = await harness.api(DELETE, { password: 'not the password' }, { token: member.token });
    expect(codes).toEqual(['INVALID_CREDENTIALS']);
    const [row] = await db.select().from(members).where(eq(members.id, member.memberId));
    expect(row).toMatchObject({ deletedAt: null, username: member.username });
  });

  it('happens once, however many ask at the same moment', async () => {
    const member = await aMember(harness);
    const replies = await Promise.all(
      Array.from({ length: 4 }, () =>
        harness.api(DELETE, { password: member.password }, { token: member.token }),
      ),
    );
    const codes = replies.map(({ codes: [code] }) => code ?? 'OK').sort();
    expect(codes).toEqual(['OK', 'UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED']);
    const events = await db
      .select()
      .from(outboxEvents)
      .where(eq(outboxEvents.aggregate, `member:${member.memberId}`));
    expect(events.filter(({ type }) => type === 'member.deleted')).toHaveLength(1);
  });

  it('lets nothing new be made by a request that was on its way', async () => {
    const member = await aMember(harness);
    const [album] = await Promise.allSettled([
      anAlbum(harness, member, 'Late'),
      harness.api(DELETE, { password: member.password }, { token: member.token }),
    ]);
    const [row] = await db.select().from(members).where(eq(members.id, member.memberId));
    expect(row?.deletedAt).not.toBe(null);
    // Made before the deletion, for its event to find, or refused; never after it.
    if (album.status === 'rejected') expect(String(album.reason)).toContain('UNAUTHENTICATED');
  });

  it('is for members', async () => {
    expect((await harness.api(DELETE, { password: 'whatever' })).codes).toEqual(['UNAUTHENTICATED']);
  });
});
