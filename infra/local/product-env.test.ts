import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../server/src/config.ts';
import { openLocalState } from './local-state.ts';
import { productEnv } from './product-env.ts';

const services = {
  MYSQL_URL: 'mysql://picup:secret@127.0.0.1:1/picup',
  REDIS_URL: 'redis://127.0.0.1:2',
  AMQP_URL: 'amqp://127.0.0.1:3',
  S3_ENDPOINT: 'http://127.0.0.1:4',
  S3_BUCKET: 'picup',
};

it('is a whole configuration with an edge of its own, unless deliveries are left to others', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'picup-env-'));
  const state = await openLocalState(dir);
  const own = readConfig(productEnv(dir, state, services, {}, 4321));
  expect(own).toMatchObject({ PORT: 4321, PUBLIC_URL: 'http://localhost:4321', EDGE_PORT: state.ports.edge });
  expect(own.CDN_URL).toBe(`http://127.0.0.1:${state.ports.edge}`);

  const given = { CDN_URL: 'https://cdn.example.com', CDN_KEY_PAIR_ID: 'K1', CDN_PRIVATE_KEY: 'PEM' };
  const others = readConfig({ ...given, ...productEnv(dir, state, services, given, 4321) });
  expect(others).toMatchObject(given);
  expect(others.EDGE_PORT).toBeUndefined();
  rmSync(dir, { recursive: true });
});
