import type { IncomingHttpHeaders } from 'node:http';

/** What a stored object can be compared by. */
export type Validators = { etag: string | undefined; lastModified: Date | undefined };

/** What the conditions of a request come to: send it, say that nothing changed, or that a condition failed. */
export type Verdict = 'send' | 'not-modified' | 'failed';

/** Whether a request asks for anything only under a condition, so that the object must be looked at first. */
export function isConditional(headers: IncomingHttpHeaders): boolean {
  const { range } = headers;
  return (
    headers['if-none-match'] !== undefined ||
    headers['if-modified-since'] !== undefined ||
    headers['if-match'] !== undefined ||
    headers['if-unmodified-since'] !== undefined ||
    (range !== undefined && headers['if-range'] !== undefined)
  );
}

/** Judges If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110, section 13.2.2. */
export function judgeConditions(headers: IncomingHttpHeaders, stored: Validators): Verdict {
  if (headers['if-match'] !== undefined) {
    if (!hasTag(headers['if-match'], stored.etag, 'strong')) return 'failed';
  } else if (isAfter(stored.lastModified, headers['if-unmodified-since'])) {
    return 'failed';
  }
  if (headers['if-none-match'] !== undefined) {
    return hasTag(headers['if-none-match'], stored.etag, 'weak') ? 'not-modified' : 'send';
  }
  return isAfter(stored.lastModified, headers['if-modified-since']) === false ? 'not-modified' : 'send';
}

/**
 * The byte range to send: a single one that is well formed, whose If-Range (where there is one) still holds. Undefined
 * stands for the whole object, which RFC 9110 allows for every other Range.
 */
export function rangeToSend(
  headers: IncomingHttpHeaders,
  stored: Validators | undefined,
): string | undefined {
  const { range } = headers;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && BigInt(first) > BigInt(last)) return undefined;
  const condition = headers['if-range'];
  if (condition !== undefined && !rangeHolds(condition, stored)) return undefined;
  return range;
}

function rangeHolds(condition: string | string[], stored: Validators | undefined): boolean {
  if (!stored || Array.isArray(condition)) return false;
  if (condition.startsWith('"')) return condition === stored.etag;
  // A date holds only where it is exactly the object's.
  return (
    seconds(stored.lastModified) !== undefined &&
    seconds(stored.lastModified) === seconds(new Date(condition))
  );
}

function hasTag(list: string, etag: string | undefined, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (comparison === 'weak' ? tag.replace(/^W\//, '') : tag) === etag);
}

/** Undefined where either date says nothing. */
function isAfter(stored: Date | undefined, header: string | undefined): boolean | undefined {
  const [mine, theirs] = [seconds(stored), header === undefined ? undefined : seconds(new Date(header))];
  return mine === undefined || theirs === undefined ? undefined : mine > theirs;
}

/** HTTP dates have no fraction. */
function seconds(date: Date | undefined): number | undefined {
  const time = date?.getTime();
  return time === undefined || Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
