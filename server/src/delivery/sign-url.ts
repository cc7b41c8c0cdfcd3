import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { customPolicy, toCloudfrontBase64 } from './cloudfront-policy.ts';
import { strictEncode } from './content-disposition.ts';
import { isPlainKey } from './object-path.ts';
import { type SigningWindow, signingWindow } from './signing-window.ts';
import { isIpv4 } from './viewer-address.ts';

const signAsync = promisify(sign);

/** What signing needs of the configuration; times in seconds, the key as PEM. */
export type SigningConfig = {
  CDN_URL: string;
  CDN_KEY_PAIR_ID: string;
  CDN_PRIVATE_KEY: string;
  CDN_WINDOW_SECONDS: number;
  CDN_MIN_LIFE_SECONDS: number;
  CDN_BIND_ADDRESS: boolean;
};

/** Whom a URL is for: the member, and the address that the API sees him at. */
export type Viewer = { memberId: string; address: string | undefined };

/** Leave to read everything below one key base until a moment, perhaps from one address only. */
export type Grant = SigningWindow & { keyBase: string; boundTo: string | undefined };

/** A grant with its signature as it stands in a URL. */
export type SignedGrant = Grant & { signature: string };

/** Makes CloudFront signed URLs; see {@link createUrlSigner}. */
export type UrlSigner = {
  /** Differs where a signature of another configuration would be wrong for this one. */
  readonly fingerprint: string;
  /**
   * The leave to write out for a viewer at a moment (Unix seconds).
   * @throws RangeError for a key base that isn't plain, for it might widen the policy.
   */
  grant(viewer: Viewer, keyBase: string, now: number): Grant;
  /** Signs a grant off the event loop; the same bytes each time. */
  sign(grant: Grant): Promise<SignedGrant>;
  /** The whole URL of a file below the grant's key base, with own query parameters where given. */
  url(grant: SignedGrant, file: string, query?: Readonly<Record<string, string>>): string;
};

/**
 * Makes the signer of one configuration; the key is parsed once. Its URLs equal, byte for byte, those of
 * `@aws-sdk/cloudfront-signer` for the same policy (SHA-1, CloudFront's default).
 * @throws Error for a CDN_URL that is more than an origin, or a key that is not RSA: only RSA signs twice alike.
 */
export function createUrlSigner(config: SigningConfig): UrlSigner {
  const origin = config.CDN_URL;
  if (new URL(origin).origin !== origin) throw new Error('CDN_URL: give scheme, host and port alone.');
  const privateKey = readRsaKey(config.CDN_PRIVATE_KEY);
  const keyPairId = strictEncode(config.CDN_KEY_PAIR_ID);
  const rules = { window: config.CDN_WINDOW_SECONDS, minLife: config.CDN_MIN_LIFE_SECONDS };
  const policyOf = (grant: Grant) =>
    Buffer.from(customPolicy(`${origin}/${grant.keyBase}/*`, grant.expires, grant.boundTo));

  return {
    fingerprint: fingerprintOf(origin, keyPairId, privateKey),
    grant(viewer, keyBase, now) {
      if (!isPlainKey(keyBase))
        throw new RangeError('A key base holds letters, digits, ".", "_" and "-" below u/ only.');
      const bound = config.CDN_BIND_ADDRESS && viewer.address !== undefined && isIpv4(viewer.address);
      return {
        keyBase,
        boundTo: bound ? viewer.address : undefined,
        ...signingWindow(viewer.memberId, now, rules),
      };
    },
    async sign(grant) {
      return {
        ...grant,
        signature: toCloudfrontBase64(await signAsync('sha1', policyOf(grant), privateKey)),
      };
    },
    url(grant, file, query = {}) {
      const parameters = Object.entries(query).map(
        ([name, value]) => `${strictEncode(name)}=${strictEncode(value)}`,
      );
      parameters.push(
        `Policy=${toCloudfrontBase64(policyOf(grant))}`,
        `Key-Pair-Id=${keyPairId}`,
        `Signature=${grant.signature}`,
      );
      return `${origin}/${grant.keyBase}/${file}?${parameters.join('&')}`;
    },
  };
}

function readRsaKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'rsa') throw new Error('CDN_PRIVATE_KEY: an RSA key is needed.');
  return key;
}

function fingerprintOf(origin: string, keyPairId: string, privateKey: KeyObject): string {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256')
    .update(`${origin} ${keyPairId} `)
    .update(publicKey)
    .digest('base64url')
    .slice(0, 12);
}
