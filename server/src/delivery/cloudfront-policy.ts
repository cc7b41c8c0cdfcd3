/** The names that CloudFront takes out of a query before it looks at the rest. */
export const signatureParameters: ReadonlySet<string> = new Set([
  'Policy',
  'Signature',
  'Key-Pair-Id',
  'Expires',
  'Hash-Algorithm',
]);

/**
 * The text of a custom policy: who may read what until when. Equal input gives equal bytes, so equal signatures.
 * @param resource the URL, where `*` stands for any characters.
 * @param expires the first second (Unix time) at which it no longer holds.
 * @param sourceIp the one IPv4 address it is for; undefined for any.
 */
export function customPolicy(resource: string, expires: number, sourceIp: string | undefined): string {
  const address = sourceIp === undefined ? '' : `,"IpAddress":{"AWS:SourceIp":"${sourceIp}/32"}`;
  return `{"Statement":[{"Resource":${JSON.stringify(resource)},"Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}${address}}}]}`;
}

/** The policy that a URL with Expires instead of Policy stands for: exactly this URL until then (Unix seconds). */
export function cannedPolicy(url: string, expires: number): string {
  return customPolicy(url, expires, undefined);
}

/** Bytes as CloudFront writes them into a URL: base64 with `-`, `_`, `~` for `+`, `=`, `/`. */
export function toCloudfrontBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
}

/** The bytes of such a text, or undefined where it isn't one. */
export function fromCloudfrontBase64(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9~-]+_{0,2}$/.test(text)) return undefined;
  return Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');
}
