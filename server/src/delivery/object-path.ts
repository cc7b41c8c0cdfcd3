const segment = '[A-Za-z0-9_-][A-Za-z0-9._-]*';
const plainKey = new RegExp(`^u(?:/${segment})+$`);

/**
 * Whether a text is an object key such as we make them: below `u/`, of letters, digits, `.`, `_` and `-` alone, no
 * segment starting with a dot. Such a key needs no URL encoding and means nothing in a policy's wildcards, so one that
 * passes can neither climb out of its folder nor widen a signature.
 */
export function isPlainKey(key: string): boolean {
  return key.length <= 1024 && plainKey.test(key);
}
