const known = new Map<string, number>();
const mostKnown = 2000;

/**
 * When a signed address ends, in milliseconds since 1970: its policy says so. Infinity where there is no address, or none with
 * a policy that can be read; then only the attempt tells.
 */
export function urlEnd(url: string | null): number {
  const policy = url === null ? null : /[?&]Policy=([^&]+)/.exec(url)?.[1];
  if (!policy) return Number.POSITIVE_INFINITY;
  // A picture's addresses have one policy, and a batch's pictures one end: but their paths differ, so each is read once.
  const remembered = known.get(policy);
  if (remembered !== undefined) return remembered;
  const end = readEnd(policy);
  if (known.size >= mostKnown) known.clear();
  known.set(policy, end);
  return end;
}

function readEnd(policy: string): number {
  try {
    // CloudFront's own alphabet of base64.
    const text = atob(policy.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'));
    const seconds = Number(/"AWS:EpochTime":(\d+)/.exec(text)?.[1]);
    return Number.isFinite(seconds) ? seconds * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
