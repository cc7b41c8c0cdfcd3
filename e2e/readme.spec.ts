import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './fixtures.ts';

const run = promisify(execFile);

test("the README's example signs up, uploads with curl and lists the picture", async ({ baseURL, media }) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const script = /```sh\n(#!\/usr\/bin\/env bash[\s\S]*?)```/.exec(readme)?.[1];
  if (!script) throw new Error('The README has no example.');
  const folder = await mkdtemp(join(tmpdir(), 'picup-readme-'));
  try {
    await writeFile(join(folder, 'upload.sh'), script);
    const { stdout } = await run('bash', [join(folder, 'upload.sh'), media.rotatedJpeg], {
      env: {
        ...process.env,
        PICUP_URL: baseURL ?? '',
        PATH: `${process.execPath.replace(/\/[^/]+$/, '')}:${process.env.PATH}`,
      },
    });
    const listed = JSON.parse(stdout);
    expect(listed).toMatchObject({ totalCount: 1, nodes: [{ filename: 'photo.jpg' }] });
    const original = await fetch(listed.nodes[0].url);
    expect(Buffer.from(await original.arrayBuffer()).equals(await readFile(media.rotatedJpeg))).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
