import { count, eq, like } from 'drizzle-orm';
import { z } from 'zod';
import { outboxEvents } from '../../src/events/outbox.table.ts';
import { pictures } from '../../src/picture/picture.table.ts';
import { findBroken } from '../../src/testing/ledger.ts';
import { openPlace } from '../../src/testing/place.ts';
import { Child } from '../child.ts';
import { aPerson, uploaded } from '../people.ts';
import { scaled } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const PROCESSES = 3;
const TIMES = 100;
const FULL_MS = 10_000;
const COMMITS = 50;
const AT_ONCE = 4;

/** One ticket, committed by fifty at once. */
export const raceCommit: Trial = {
  name: 'race-commit',
  share: 15,
  run: async ({ services, budgetMs }) => {
    const times = scaled(TIMES, budgetMs, FULL_MS);
    const place = await openPlace(services, { bucket: true });
    const { db } = place.deps;
    const children = Array.from({ length: PROCESSES }, () => new Child('race-commit.child.ts', place.env));
    let right = 0;
    let wrong = '';

    async function race(): Promise<void> {
      const person = await aPerson(place.deps);
      const [ticket] = await uploaded(place.deps, person, 1);
      const { memberId } = person.viewer;
      const answers = await Promise.all(
        children.map((child, nth) => {
          const times = Math.floor((COMMITS + nth) / PROCESSES);
          return child.ask('commit', { memberId, ticketId: ticket?.id, times }, z.array(z.string()));
        }),
      );
      const different = new Set(answers.flat());
      const made = await db
        .select({ id: pictures.id })
        .from(pictures)
        .where(eq(pictures.ticketId, ticket?.id ?? ''));
      const [told] = await db
        .select({ events: count() })
        .from(outboxEvents)
        .where(like(outboxEvents.payload, `%${memberId}%`));
      const broken = await findBroken(place.deps, memberId);
      const [answer = ''] = different;
      const one = made.length === 1 && told?.events === 1 && different.size === 1;
      if (one && broken.length === 0 && answer.includes(made[0]?.id ?? '-')) right += 1;
      else wrong = `${made.length} pictures, ${told?.events} events, ${different.size} answers, ${broken}`;
    }

    try {
      let left = times;
      const lane = async () => {
        while (left > 0) {
          left -= 1;
          await race();
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      return [
        {
          what: `${COMMITS} commits of one ticket at once, over ${PROCESSES} processes: one picture, one event, equal answers`,
          wanted: `${times} of ${times} times`,
          measured: `${right} of ${times}${wrong ? `; once ${wrong}` : ''}`,
          ok: right === times,
        },
      ];
    } finally {
      await Promise.all(children.map((child) => child.end()));
      await place.close();
    }
  },
};
