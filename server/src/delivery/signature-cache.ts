import type { Redis } from 'ioredis';
import type { Grant, SignedGrant, UrlSigner } from './sign-url.ts';

/** Seconds for which a Redis that failed isn't asked again: signing takes less time than waiting for it. */
const respiteSeconds = 1;

/** Gives the signatures of grants, from Redis or newly made; see {@link createSignatureCache}. */
export type SignatureCache = {
  /** Each grant of one member with its signature, in their order. Redis being away only makes it slower. */
  sign(memberId: string, grants: readonly Grant[], now: number): Promise<SignedGrant[]>;
};

/**
 * A cache of signatures per member, address and key base that ends with the window. Only signatures are kept: the policy
 * is written anew each time, so a wrong entry can't let anybody in.
 * @param prefix of all Redis keys.
 */
export function createSignatureCache(redis: Redis, signer: UrlSigner, prefix: string): SignatureCache {
  let askAgainAt = 0;
  const rest = () => {
    askAgainAt = performance.now() + respiteSeconds * 1000;
  };

  return {
    async sign(memberId, grants, now) {
      const keys = grants.map((grant) => cacheKey(prefix, signer.fingerprint, memberId, grant));
      const reachable = keys.length > 0 && performance.now() >= askAgainAt;
      const cached = reachable ? await redis.mget(keys).catch(rest) : undefined;
      const fresh = redis.pipeline();
      const signed = await Promise.all(
        grants.map(async (grant, index) => {
          const known = cached?.[index];
          if (known && isSignature(known)) return { ...grant, signature: known };
          const made = await signer.sign(grant);
          const key = keys[index];
          if (key) fresh.set(key, made.signature, 'EX', Math.max(1, Math.ceil(grant.turnsAt - now)));
          return made;
        }),
      );
      // The answer doesn't wait for this: a signature that isn't kept is made again, the same.
      if (cached && fresh.length > 0) void fresh.exec().catch(rest);
      return signed;
    },
  };
}

function cacheKey(prefix: string, fingerprint: string, memberId: string, grant: Grant): string {
  return `${prefix}cdn:${fingerprint}:${memberId}:${grant.boundTo ?? 'any'}:${grant.expires}:${grant.keyBase}`;
}

const isSignature = (text: string) => /^[A-Za-z0-9~_-]{100,}$/.test(text);
