import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { cannedPolicy, fromCloudfrontBase64, signatureParameters } from './cloudfront-policy.ts';
import { isPlainKey } from './object-path.ts';
import { isInRange } from './viewer-address.ts';

/** Whose signatures count, and for which origin: the public keys by their key pair id, and CDN_URL. */
export type EdgeTrust = { origin: string; publicKeys: ReadonlyMap<string, KeyObject> };

/** What a URL that holds gives leave to read, and its own query. */
export type SignedRequest = { key: string; query: URLSearchParams };

const epoch = z.strictObject({ 'AWS:EpochTime': z.number().int() });
const policySchema = z.strictObject({
  Version: z.string().optional(),
  Statement: z.tuple([
    z.strictObject({
      // CloudFront reads a policy without it as leave for everything; nobody here means that.
      Resource: z.string(),
      Condition: z.strictObject({
        DateLessThan: epoch,
        DateGreaterThan: epoch.optional(),
        IpAddress: z.strictObject({ 'AWS:SourceIp': z.string() }).optional(),
      }),
    }),
  ]),
});

/**
 * Checks a request target as CloudFront does: signature, resource, time and address, by a custom policy or a canned one.
 * @param target path and query as they came, undecoded.
 * @param address the viewer's; `::1` counts as 127.0.0.1, for a browser takes either for "localhost".
 * @param now Unix seconds.
 * @returns the object key and the query without the signature, or undefined where anything is missing or wrong.
 */
export function verifySignedUrl(
  target: string,
  address: string | undefined,
  now: number,
  trust: EdgeTrust,
): SignedRequest | undefined {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const key = path.slice(1);
  const parts = mark === -1 ? undefined : splitQuery(target.slice(mark + 1));
  if (!parts || !path.startsWith('/') || !isPlainKey(key)) return undefined;

  const url = `${trust.origin}${path}${parts.own ? `?${parts.own}` : ''}`;
  const policy = signedPolicy(parts.signature, url, trust.publicKeys);
  if (!policy || !matchesResource(policy.Resource, url)) return undefined;
  const { DateLessThan, DateGreaterThan, IpAddress } = policy.Condition;
  if (now >= DateLessThan['AWS:EpochTime']) return undefined;
  if (DateGreaterThan && now <= DateGreaterThan['AWS:EpochTime']) return undefined;
  if (IpAddress && !isInRange(address === '::1' ? '127.0.0.1' : (address ?? ''), IpAddress['AWS:SourceIp'])) {
    return undefined;
  }
  return { key, query: new URLSearchParams(parts.own) };
}

function splitQuery(query: string): { signature: Map<string, string>; own: string } | undefined {
  const signature = new Map<string, string>();
  const own: string[] = [];
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    if (!signatureParameters.has(name)) {
      own.push(pair);
      continue;
    }
    // Two of a kind leave open which one was meant.
    if (signature.has(name)) return undefined;
    signature.set(name, pair.slice(name.length + 1).replaceAll(/%7e/gi, '~'));
  }
  return { signature, own: own.join('&') };
}

function signedPolicy(
  parameters: Map<string, string>,
  url: string,
  publicKeys: ReadonlyMap<string, KeyObject>,
) {
  const publicKey = publicKeys.get(parameters.get('Key-Pair-Id') ?? '');
  const signature = fromCloudfrontBase64(parameters.get('Signature') ?? '');
  const algorithm = algorithms.get(parameters.get('Hash-Algorithm') ?? 'SHA1');
  const text = policyBytes(parameters.get('Policy'), parameters.get('Expires'), url);
  if (!publicKey || !signature || !algorithm || !text) return undefined;
  // Nothing in the policy is looked at before it is known to be ours.
  if (!verify(algorithm, text, publicKey, signature)) return undefined;
  return policySchema.safeParse(parseJson(text.toString())).data?.Statement[0];
}

const algorithms: ReadonlyMap<string, string> = new Map([
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
]);

function policyBytes(
  policy: string | undefined,
  expires: string | undefined,
  url: string,
): Buffer | undefined {
  if (policy !== undefined) return expires === undefined ? fromCloudfrontBase64(policy) : undefined;
  if (expires === undefined || !/^[1-9]\d{0,11}$/.test(expires)) return undefined;
  return Buffer.from(cannedPolicy(url, Number(expires)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `*` stands for any characters of its section (scheme, host, path or query), at the very end also for the query. */
function matchesResource(resource: string, url: string): boolean {
  if (resource === '*') return true;
  const sections = /^([^/]+):\/\/([^/]+)(\/.*)?$/.exec(resource);
  if (!sections) return false;
  const [, scheme = '', host = '', rest = ''] = sections;
  const pattern = `${wildcards(scheme, '[^:/]')}://${wildcards(host, '[^/?]')}${wildcards(rest, '[^?]', true)}`;
  return new RegExp(`^${pattern}$`).test(url);
}

function wildcards(text: string, one: string, endTakesAll = false): string {
  return text.replace(/\\([?*])|[*?]|[^A-Za-z0-9/]/g, (token, escaped: string | undefined, at: number) => {
    if (escaped) return `\\${escaped}`;
    if (token === '?') return endTakesAll ? '.' : one;
    if (token !== '*') return `\\${token}`;
    return endTakesAll && at === text.length - 1 ? '.*' : `${one}*`;
  });
}
