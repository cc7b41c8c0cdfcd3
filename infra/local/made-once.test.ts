import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { madeOnce } from './made-once.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-made-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('makes a folder again whose making was cut off, and never one that is complete', () => {
  const folder = join(dir, 'mariadb');
  madeOnce(folder);
  writeFileSync(join(folder, 'half'), '');
  const complete = madeOnce(folder);
  expect(existsSync(join(folder, 'half'))).toBe(false);
  writeFileSync(join(folder, 'pictures'), '');
  complete?.();
  expect(madeOnce(folder)).toBeUndefined();
  expect(existsSync(join(folder, 'pictures'))).toBe(true);
});
