import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createUrlSigner, type SignedGrant, type SigningConfig } from '../../server/src/delivery/sign-url.ts';
import { photoKey, photoOf } from './gallery-library.ts';

/**
 * Stands before the product's edge for a seeded library: takes a request for any of its pictures, and asks the edge, with a
 * signature of its own, for the photo that the picture shows. So every byte still comes from the store through the edge.
 * @param videoPhoto the number whose original is the video.
 */
export async function startGalleryCdn(
  signing: SigningConfig,
  { edgePort, memberId, videoPhoto }: { edgePort: number; memberId: string; videoPhoto: number },
): Promise<{ port: number; close: () => void }> {
  const signer = createUrlSigner({ ...signing, CDN_BIND_ADDRESS: false });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const grants = new Map<string, Promise<SignedGrant>>();
  const grantOf = (keyBase: string) => {
    const known = grants.get(keyBase);
    if (known) return known;
    const made = signer.sign(signer.grant({ memberId, address: undefined }, keyBase, Date.now() / 1000));
    grants.set(keyBase, made);
    return made;
  };
  const server = createServer(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', signing.CDN_URL);
    const [, keyBase = '', file = ''] = /^\/(u\/[^/]+\/[^/]+)\/(.+)$/.exec(pathname) ?? [];
    const isVideo = file === 'original' && /\/n\d+-v/.test(keyBase);
    const shown = photoKey(memberId, isVideo ? videoPhoto : photoOf(keyBase));
    const target = new URL(signer.url(await grantOf(shown), file));
    const asked = request(
      {
        host: '127.0.0.1',
        port: edgePort,
        path: `${target.pathname}${target.search}`,
        method: incoming.method,
        headers: { ...incoming.headers, host: target.host },
        agent,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    asked.on('error', () => outgoing.destroy());
    outgoing.on('close', () => asked.destroy());
    asked.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
