import { guard, type Mutant } from './guard.ts';

const LIVE = 'src/live-server.test.ts';
const OUTAGES = 'src/live-outages.test.ts';
const REPORTS = 'src/report-route.test.ts';
const SIGNED = 'src/platform/signed-request.test.ts';

const streamGuards: Mutant[] = [
  guard('a visitor is let into a stream', LIVE, 'live-server.ts', [
    'if (!context.viewer) return false;',
    "if (!context.viewer) return socket.send('{}') === undefined;",
  ]),
  guard('pages of other sites open streams', LIVE, 'live-server.ts', [
    "else if (isForeign(request.headers)) refuse(socket, '403 Forbidden');",
    '',
  ]),
  guard('a stream hears every member', LIVE, 'events/library-feed.ts', [
    `\`\${config.REDIS_PREFIX}library:\${memberId}\``,
    `\`\${config.REDIS_PREFIX}library:\${memberId && ''}\``,
  ]),
  guard('a sign-out leaves its streams open', LIVE, 'member/sign-out.ts', ['feed.endStreams(', 'void (']),
  guard('a sign-out ends the streams of other sign-ins', LIVE, 'live-server.ts', [
    '(news.familyId ?? familyId) === familyId',
    'news.familyId !== null',
  ]),
  guard('a stream outlives its session', LIVE, 'live-server.ts', [
    'if (!alive.has(sessionId))',
    'if (false)',
  ]),
  guard('a member holds any number of streams', LIVE, 'live-server.ts', [
    'if (ofMember.size >= MAX_STREAMS)',
    'if (false)',
  ]),
  guard('a stream answers whatever it is asked', LIVE, 'live-server.ts', [
    'if (excess) return [excess];',
    '',
  ]),
  guard('a stream stays that hears nothing', OUTAGES, 'live-server.ts', [
    "if (news.type === 'away')",
    'if (false)',
  ]),
  guard(
    'each change is a message of its own',
    LIVE,
    'picture/library-stream.ts',
    ['const REST_MS = 500;', 'const REST_MS = 0;'],
    ['const FIRST_MS = 50;', 'const FIRST_MS = 0;'],
  ),
];

const reportGuards: Mutant[] = [
  guard('a report is taken twice', REPORTS, 'report-route.ts', ["(answer) => answer === 'OK'", '() => true']),
  guard('a report is taken unsigned', REPORTS, 'report-route.ts', [
    "if (!verified) return answer(401, { error: 'unauthenticated' });",
    'if (!verified) return answer(200, { answer: await receiveReport(deps, JSON.parse(String(body))) });',
  ]),
  guard('a signature holds for any body', SIGNED, 'platform/signed-request.ts', ['.update(body)', '']),
  guard('a signature holds for ever', SIGNED, 'platform/signed-request.ts', [
    '|| Math.abs(now - Number(at)) > CLOCK_WINDOW',
    '',
  ]),
  guard('only the first key is taken', SIGNED, 'platform/signed-request.ts', [
    'const matches = keys.filter(',
    'const matches = keys.slice(0, 1).filter(',
  ]),
  guard('a report about other bytes ends a picture', REPORTS, 'upload/receive-report.ts', [
    'picture.etag !== report.etag || picture.byteSize !== report.byteSize',
    'false',
  ]),
  guard('a report is believed without its hash', REPORTS, 'upload/receive-report.ts', [
    "!sha256 && ('code' in outcome",
    "false && ('code' in outcome",
  ]),
  guard('a report of another hash is believed', REPORTS, 'picture/finish-picture.ts', [
    "found !== picture.sha256.toString('base64')",
    'false',
  ]),
];

/** Every guard of streams and of reports by other programs, each missing once. */
export const liveMutants: Mutant[] = [...streamGuards, ...reportGuards];
