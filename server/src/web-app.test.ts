import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, expect, it } from 'vitest';
import { createLogger } from './platform/log.ts';
import { serveWebApp } from './web-app.ts';

const root = await mkdtemp(join(tmpdir(), 'picup-web-'));
await mkdir(join(root, 'assets'));
await writeFile(join(root, 'index.html'), '<!doctype html><title>Pic-up</title>');
await writeFile(join(root, 'assets/app-abc123.js'), 'export {};');

const log = createLogger('web-app', 'silent');
const app = express().use(serveWebApp({ config: { WEB_ROOT: root, CDN_URL: 'http://cdn.test' }, log }));
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo; // of a TCP server it is no string
const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
afterAll(() => server.close());

it('ends the requests for files that are taken away under it, and goes on', async () => {
  expect((await ask('/assets/app-abc123.js')).status).toBe(200);
  await rm(join(root, 'assets'), { recursive: true });
  await expect(ask('/assets/app-abc123.js')).rejects.toThrow('fetch failed');
  expect(await (await ask('/albums/QWxidW0')).text()).toContain('Pic-up');
  await rm(root, { recursive: true });
  await expect(ask('/')).rejects.toThrow('fetch failed');
  expect((await ask('/nothing.txt')).status).toBe(404);
});
