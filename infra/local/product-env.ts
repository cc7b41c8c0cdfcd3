import { cdnKeyFile, type LocalState } from './local-state.ts';

/**
 * What the product's processes are told: the private services, what was given from outside, and for the rest this copy's
 * own secrets. With a CDN_URL from outside, deliveries are somebody else's and there is no edge of ours.
 */
export function productEnv(
  dir: string,
  state: LocalState,
  services: Record<string, string>,
  given: Record<string, string | undefined>,
  port: number,
): Record<string, string> {
  const edgePort = given.EDGE_PORT || String(state.ports.edge);
  const delivery: Record<string, string> = given.CDN_URL
    ? {}
    : {
        EDGE_PORT: edgePort,
        CDN_URL: `http://127.0.0.1:${edgePort}`,
        CDN_KEY_PAIR_ID: state.cdnKeyPairId,
        CDN_PRIVATE_KEY: '',
        CDN_PRIVATE_KEY_FILE: cdnKeyFile(dir),
      };
  return {
    ...services,
    ...delivery,
    PORT: String(port),
    SESSION_SECRET: given.SESSION_SECRET || state.sessionSecret,
  };
}
