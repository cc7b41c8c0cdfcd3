import { guard, type Mutant } from './guard.ts';

const LOCKS = 'src/platform/user-locks.test.ts';
const LOST = 'src/platform/user-locks-lost.test.ts';
const HOLD = 'src/platform/lock-hold.test.ts';
const RELAY = 'src/events/relay.test.ts';
const CONSUME = 'src/events/consume.test.ts';

const lockGuards: Mutant[] = [
  guard('the lock waits for its own lost answer', LOST, 'platform/notifying-mutex.ts', [
    'if holder == ARGV[1] then',
    'if false then',
  ]),
  guard('a lost lock takes the next holder’s', LOST, 'platform/notifying-mutex.ts', [
    "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end",
    '',
  ]),
  guard('nobody is told of a freed lock', LOCKS, 'platform/notifying-mutex.ts', [
    "redis.call('publish', ARGV[2], ARGV[3])",
    '',
  ]),
  guard('a lock that was granted too late is kept', LOST, 'platform/lock-hold.ts', [
    'this.#takeBack?.();',
    '',
  ]),
  guard('a failed renewal is not survived', LOST, 'platform/notifying-mutex.ts', [
    '    } catch {\n      return this.isWithinLease;\n    }',
    '    } finally {\n    }',
  ]),
  guard('a lease is never renewed', LOST, 'platform/notifying-mutex.ts', [
    'refreshInterval: Math.floor(lease.leaseMs / 3)',
    'refreshInterval: 0',
  ]),
  guard('the work is not told of its lost lock', LOST, 'platform/user-locks.ts', [
    'onLost: () => hold.lose(),',
    'onLost: () => undefined,',
  ]),
  guard('only timers tell of a lease that is over', HOLD, 'platform/lock-hold.ts', [
    'if (this.#mutex && !this.#mutex.isWithinLease) this.lose();',
    '',
  ]),
  guard('contenders wait for ever', LOCKS, 'platform/user-locks.ts', ['if (left <= 0) refuse();', '']),
  guard('those in line wait for ever', LOCKS, 'platform/user-locks.ts', [
    '}, deadline - performance.now());',
    '}, 1e9);',
  ]),
  guard('the line has no end', LOCKS, 'platform/user-locks.ts', [
    'if (queue.length >= MAX_WAITERS) refuse();',
    '',
  ]),
  guard('everybody contends', LOCKS, 'platform/user-locks.ts', ['if (!queue) {', 'if (true) {']),
  guard('the last comes first', LOCKS, 'platform/user-locks.ts', [
    'queues.get(memberId)?.shift()',
    'queues.get(memberId)?.pop()',
  ]),
  guard('one process keeps the lock', LOCKS, 'platform/lock-hold.ts', [
    'if (this.#handOffs >= MAX_HAND_OFFS || performance.now() - this.#since >= MAX_HELD_MS) return false;',
    '',
  ]),
  guard('each of a process’s turns asks Redis', 'src/platform/lock-hold.test.ts', 'platform/lock-hold.ts', [
    'return this.isUsable(false);\n  }\n\n  /** Gives',
    'return false;\n  }\n\n  /** Gives',
  ]),
  guard('the lock goes before the work has settled', LOCKS, 'platform/user-locks.ts', [
    'return await context.run(held, () => work(hold.signal));',
    'return context.run(held, () => work(hold.signal));',
  ]),
  guard('a lock inside itself waits for itself', LOCKS, 'platform/user-locks.ts', [
    'if (held.active && held.memberId >= memberId)',
    'if (false)',
  ]),
  guard('what needs the true lock goes on without', LOST, 'platform/user-locks.ts', [
    "if (failClosed) throw unavailable(new Error('Redis is away, and this work needs its lock.'));",
    '',
  ]),
  guard('a hold without Redis is handed to what needs it', LOST, 'platform/lock-hold.ts', [
    'return !needsRedis;',
    'return true;',
  ]),
  guard('without Redis nothing goes on', LOST, 'platform/user-locks.ts', [
    'return hold.without(() => takeBack(mutex));',
    'refuse();',
  ]),
  guard('nobody counts what goes on without Redis', LOST, 'platform/user-locks.ts', ['degraded.inc();', '']),
  guard(
    'every call waits for a silent Redis',
    LOST,
    'platform/lock-connection.ts',
    ['if (this.#away || performance.now() < this.#restUntil || !(await this.ready())) break;', ''],
    ['this.#away = true;\n    this.client.disconnect(true);', ''],
  ),
  guard('a member’s burst comes near all at once', LOCKS, 'platform/user-locks.ts', [
    'const ADMITTED = 6;',
    'const ADMITTED = 1_000;',
  ]),
];

const eventGuards: Mutant[] = [
  guard(
    'a relay writes under a lease that is another’s',
    RELAY,
    'events/partition.ts',
    ['eq(outboxPartitions.owner, lease.owner),', ''],
    ['eq(outboxPartitions.epoch, lease.epoch),', ''],
  ),
  guard('two relays hold one share', RELAY, 'events/partition.ts', [
    ', sql`(lease_until is null or lease_until < now(6))`',
    '',
  ]),
  guard('an event that came back counts as delivered', RELAY, 'events/confirmed-publisher.ts', [
    'if (this.#returned.delete(sending))',
    'if (this.#returned.delete(sending) && false)',
  ]),
  guard('an event is sent to nobody, unnoticed', RELAY, 'events/confirmed-publisher.ts', [
    'mandatory: true,',
    'mandatory: false,',
  ]),
  guard('a lost connection counts as delivered', RELAY, 'events/relay.ts', [
    'if (error instanceof BrokerLost) return { taken };',
    'if (error instanceof BrokerLost) return { taken: chain };',
  ]),
  guard('a silent broker is waited for', RELAY, 'events/relay.ts', [
    "by.session.abandon('no confirm in time');\n      reject(new BrokerLost('No confirm in time.'));",
    '',
  ]),
  guard('a later event overtakes a refused one', RELAY, 'events/relay.ts', [
    "if (verdict.outcome !== 'taken') return { taken, refused: { row, reason: verdict.reason } };",
    "if (verdict.outcome !== 'taken') continue;",
  ]),
  guard(
    'events of a blocked aggregate are sent',
    RELAY,
    'events/partition.ts',
    ['blocked.length > 0 ? notInArray(outboxEvents.aggregate, blocked) : undefined,', ''],
    ['waiting.has(row.aggregate) ? [] : row', 'row'],
  ),
  guard('an event is never given up', RELAY, 'events/partition.ts', [
    'const parked = attempts >= MAX_ATTEMPTS;',
    'const parked = false;',
  ]),
  guard('a parked event goes on by itself', RELAY, 'events/partition.ts', [
    'nextAt: parked ? NEVER : nowPlus(backOffSeconds(attempts)),',
    'nextAt: nowPlus(0),',
  ]),
  guard('nobody hears of parked events', RELAY, 'events/measure-outbox.sweep.ts', [
    'Number(state?.parked ?? 0)',
    '0',
  ]),
  guard('a redrive leaves parked events', RELAY, 'events/redrive.ts', [
    'parkedAt: null, nextAt: null, attempts: 0',
    'attempts: 0',
  ]),
  guard('what waits is forgotten with what was sent', RELAY, 'events/prune.sweep.ts', [
    '.where(lt(outboxEvents.sentAt, daysAgo(SENT_DAYS)))',
    '',
  ]),
  guard('waiting for the broker holds a connection', RELAY, 'events/relay.ts', [
    'const batch = by && rows.length > 0 ? await sendBatch(rows, by, lease) : { taken: [], refused: [] };',
    'const held = await db.pool.getConnection(); const batch = by && rows.length > 0 ? await sendBatch(rows, by, lease) : { taken: [], refused: [] }; held.release();',
  ]),
  guard('an effect happens at each delivery', CONSUME, 'events/consumer.ts', [
    'await tx.insert(processedEvents).values({ consumer: name, eventId: delivery.eventId });',
    '',
  ]),
  guard('a failure of the effect counts as a repeat', CONSUME, 'events/consumer.ts', [
    'isDuplicate(error) && (await isProcessed(db, name, delivery.eventId))',
    'isDuplicate(error)',
  ]),
  guard('poison comes back for ever', CONSUME, 'events/consume.ts', [
    'if (failures >= MAX_FAILURES) return bury(consumer, line, message, error);',
    '',
  ]),
  guard('a service that is away counts against the message', CONSUME, 'events/consume.ts', [
    'const own = !isPassing(error);',
    'const own = true;',
  ]),
  guard('a job may take for ever', CONSUME, 'events/consume.ts', [
    'const limit = AbortSignal.timeout(consumer.limitSeconds * 1_000);',
    'const limit = AbortSignal.timeout(1e9);',
  ]),
  guard('an unknown version is read all the same', CONSUME, 'events/consumer.ts', [
    'if (delivery.schemaVersion !== version)',
    'if (false)',
  ]),
  guard('a message is let go before its effect', CONSUME, 'events/consume.ts', [
    'const end = await untilAborted(',
    'line.channel.ack(message); const end = await untilAborted(',
  ]),
];

/** Every guard of the lock and the events, each missing once. */
export const lockMutants: Mutant[] = [...lockGuards, ...eventGuards];
