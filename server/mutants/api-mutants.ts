import { guard, type Mutant } from './guard.ts';

const SESSION = 'src/member/session.test.ts';
const SIGN_IN = 'src/member/sign-in.test.ts';
const SIGN_UP = 'src/member/sign-up.test.ts';
const DELETE_MEMBER = 'src/member/delete-member.test.ts';
const PAGING = 'src/picture/paging.test.ts';
const COVER = 'src/picture/cover.test.ts';
const FOREIGN = 'src/foreign-ids.test.ts';
const HTTP = 'src/start-api.test.ts';
const LIMITS = 'src/platform/rate-limits.test.ts';
const COST = 'src/platform/query-cost.test.ts';

/** Every guard of sessions, reads, paging and the HTTP side, each missing once. */
export const apiMutants: Mutant[] = [
  guard('a stolen refresh token ends nothing', SESSION, 'member/refresh-session.ts', [
    'await endFamily(tx, old.familyId);',
    '',
  ]),
  guard('the grace never ends', SESSION, 'member/refresh-session.ts', [
    'if (!graceLeft) return undefined;',
    '',
  ]),
  guard('the grace is for every ancestor', SESSION, 'member/refresh-session.ts', [
    'hashToken(next.refreshToken)), isNull(sessions.rotatedAt))',
    'hashToken(next.refreshToken)))',
  ]),
  guard('parallel refreshes get different successors', SESSION, 'member/session-tokens.ts', [
    ".digest('base64url')",
    ".update(String(process.hrtime.bigint())).digest('base64url')",
  ]),
  guard('an expired refresh token is traded', SESSION, 'member/refresh-session.ts', [
    'gt(sessions.refreshExpiresAt, now)',
    'isNull(sessions.rotatedAt)',
  ]),
  guard('a traded access token lives on', SESSION, 'member/authenticate.ts', [
    'isNull(sessions.rotatedAt),',
    '',
  ]),
  guard('an access token lives for ever', SESSION, 'member/authenticate.ts', [
    'gt(sessions.accessExpiresAt, now),',
    '',
  ]),
  guard('signing out forgets to', SESSION, 'member/sign-out.ts', [
    'await db.delete(sessions).where(eq(sessions.familyId, familyId));',
    '',
  ]),
  guard('an unknown name answers at once', SIGN_IN, 'member/sign-in.ts', [
    '!(await verifyPassword(member?.passwordHash, input.password)) || !member',
    '!member || !(await verifyPassword(member.passwordHash, input.password))',
  ]),
  guard('any password will do', SIGN_IN, 'member/password.ts', [
    'return matches && passwordHash !== undefined;',
    'return passwordHash !== undefined;',
  ]),
  guard('another site may use the cookies', SIGN_IN, 'start-api.ts', [
    "answerError(response, 403, 'This request comes from the page of another site.');",
    'next();',
  ]),
  guard('a form of another site may too', SIGN_IN, 'start-api.ts', [
    'csrfPrevention: true',
    'csrfPrevention: false',
  ]),
  guard('cookies count beside a bearer token', SIGN_IN, 'context.ts', [
    'authorization === undefined ? cookie : undefined',
    'cookie',
  ]),
  guard('names are told apart by case', SIGN_UP, 'member/username.ts', [
    "character === 'ı' ? character : character.toLowerCase().toUpperCase().toLowerCase()",
    'character',
  ]),
  guard('the loser of a race for a name sees the database', SIGN_UP, 'member/sign-up.ts', [
    'throw isDuplicate(error) ? taken() : error;',
    'throw error;',
  ]),
  guard('sign-up tells nobody', SIGN_UP, 'member/sign-up.ts', ['await record(tx, {', 'void (tx, {']),
  guard('tokens are stored as they are', SIGN_UP, 'member/session-tokens.ts', [
    "createHash('sha256').update(token).digest()",
    'Buffer.from(token.slice(0, 32))',
  ]),
  guard('deletion asks for no password', DELETE_MEMBER, 'member/delete-member.ts', [
    '!(await verifyPassword(member.passwordHash, password))',
    'false',
  ]),
  guard('a deleted member keeps the name', DELETE_MEMBER, 'member/delete-member.ts', [
    'deletedAt: now, usernameKey: null',
    'deletedAt: now',
  ]),
  guard('a deleted member keeps sessions', DELETE_MEMBER, 'member/delete-member.ts', [
    'await tx.delete(sessions).where(eq(sessions.memberId, memberId));',
    '',
  ]),
  guard('a member is deleted twice', DELETE_MEMBER, 'member/delete-member.ts', [
    'if (affected(removed) !== 1) throw gone();',
    '',
  ]),
  guard('ties break by nothing', PAGING, 'platform/page.ts', [
    'orderBy: [direction(at), direction(id)]',
    'orderBy: [direction(at)]',
  ]),
  guard('a page begins behind its instant', PAGING, 'platform/page.ts', [
    '`, and(sql`',
    '`, undefined && and(sql`',
  ]),
  guard('a backward page stands on its head', PAGING, 'platform/page.ts', [
    'if (page.backward) kept.reverse();',
    '',
  ]),
  guard('a cursor is believed', PAGING, 'platform/cursor.ts', [
    "if (!mine || version !== '1'",
    "if (version !== '1'",
  ]),
  guard('a cursor is any list’s', PAGING, 'platform/cursor.ts', ['tag(list, text)', "tag('', text)"]),
  guard('first and last go together', PAGING, 'platform/page.ts', [
    "if (first != null && last != null) throw badInput('Give first or last, not both.');",
    '',
  ]),
  guard('pages have no bound', PAGING, 'platform/page.ts', ['size > MAX_SIZE', 'size > 1e9']),
  guard('a deleted album’s pictures stay', PAGING, 'picture/picture.read.ts', [
    'sql`not exists (select',
    'sql`1 or not exists (select',
  ]),
  guard('a cover may be deleted', COVER, 'picture/picture.read.ts', [", eq(chosen.lifecycle, 'LIVE')", '']),
  guard('a cover may be of any album', COVER, 'picture/update-album.ts', [
    'eq(pictures.albumId, albumId), ',
    '',
  ]),
  guard('a cover is not looked for', COVER, 'picture/update-album.ts', [
    "if (typeof coverPictureId === 'string') await requirePictureOf(tx, album.id, coverPictureId);",
    '',
  ]),
  guard('a name can be taken away', COVER, 'picture/update-album.ts', [
    'if (name === null) throw badInput("An album\'s name can\'t be taken away.");',
    'if (name === null) name = undefined;',
  ]),
  guard('albums are everybody’s', FOREIGN, 'album/album.read.ts', [
    'and(eq(albums.memberId, memberId), isNull(albums.deletedAt))',
    'isNull(albums.deletedAt)',
  ]),
  guard('pictures are everybody’s', FOREIGN, 'picture/picture.read.ts', [
    'eq(pictures.memberId, memberId),',
    '',
  ]),
  guard('members are everybody’s', FOREIGN, 'node.resolver.ts', [
    'requireViewer(context).memberId === id ?',
    'id ?',
  ]),
  guard('batches have no bound', FOREIGN, 'node.resolver.ts', [
    'if (ids.length > MAX_BATCH)',
    'if (ids.length > 1e9)',
  ]),
  guard('a visitor sees what a member sees', FOREIGN, 'context.ts', [
    "if (!viewer) throw new AppError('UNAUTHENTICATED', 'Please sign in first.');",
    "if (!viewer) return { memberId: '', sessionId: '', familyId: '' };",
  ]),
  guard('a query may cost anything', HTTP, 'platform/query-limits.ts', ['if (excess)', 'if (false)']),
  guard('a bug shows itself', HTTP, 'platform/graphql-errors.ts', [
    "const message = 'Something went wrong on our side. Please try again.';",
    'const message = formatted.message;',
  ]),
  guard('a drain cuts requests off', HTTP, 'start-api.ts', [
    'stopGracePeriodMillis: DRAIN_MS',
    'stopGracePeriodMillis: 0',
  ]),
  guard('the page may be framed', HTTP, 'web-app.ts', ['"frame-ancestors \'none\'",', '']),
  guard('depth is free', COST, 'platform/query-cost.ts', [
    'if (depth > walk.limits.depth)',
    'if (depth > 1e9)',
  ]),
  guard('fragments multiply unseen', COST, 'platform/query-cost.ts', [
    'if (walk.fieldsSeen > walk.limits.fields)',
    'if (walk.fieldsSeen > 1e9)',
  ]),
  guard('a page costs one object', COST, 'platform/query-cost.ts', [
    'const times = isList ? (inner ?? place.listSize) : 1;',
    'const times = 1;',
  ]),
  guard('the machine itself is throttled like a stranger', LIMITS, 'platform/rate-limits.ts', [
    "parsed.range() === 'loopback'",
    'false',
  ]),
  guard('each address of a network counts by itself', LIMITS, 'platform/rate-limits.ts', [
    'parsed.toByteArray().slice(0, 8)',
    'parsed.toByteArray()',
  ]),
  guard('without Redis there is no throttle', LIMITS, 'platform/rate-limits.ts', [
    'insuranceLimiter: new RateLimiterMemory(options)',
    'insuranceLimiter: new RateLimiterMemory({ ...options, points: 1e6 })',
  ]),
  guard('an owner pays for signing in', LIMITS, 'platform/rate-limits.ts', [
    'limit.reward(key)',
    'limit.get(key)',
  ]),
  guard('every migration starts over', 'src/platform/migrate.test.ts', 'platform/migrate.ts', [
    'if (index < (resumedAt ?? 0)) continue;',
    '',
  ]),
  guard('expired sessions stay', 'src/member/prune-sessions.test.ts', 'member/prune-sessions.sweep.ts', [
    'lt(sessions.refreshExpiresAt, now)',
    'sql`false`',
  ]),
];
