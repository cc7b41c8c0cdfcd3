import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identify, signal } from './process-identity.ts';
import { type Group, openGroup } from './supervise.ts';

let dir: string;
let group: Group;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-supervise-'));
  group = openGroup(dir);
});

afterEach(async () => {
  await group.stop();
  rmSync(dir, { recursive: true, force: true });
});

const shell = (name: string, script: string) =>
  group.supervise({ name, file: 'sh', args: ['-c', script], env: process.env });
const log = (name: string) => readFileSync(join(dir, 'log', `${name}.log`), 'utf8');
const words = (name: string) => log(name).split('\n').filter(Boolean);

it('starts a program again that ended by itself', async () => {
  const program = shell('one', 'echo $$; exec sleep 60');
  await program.ready(async () => words('one').length === 1);
  const [first] = words('one');
  signal(Number(first), 'SIGKILL');
  await program.ready(async () => words('one').length === 2);
  expect(words('one')[1]).not.toBe(first);
});

it('says what a program wrote that keeps ending', async () => {
  const program = shell('two', 'echo the disk is gone; exit 3');
  await expect(program.ready(async () => false, 20_000)).rejects.toThrow(
    /two keeps ending.*the disk is gone/s,
  );
});

it('leaves nothing of a program behind, whatever it started', async () => {
  const program = shell('three', 'sleep 60 & echo $!; wait');
  await program.ready(async () => words('three').length === 1);
  await group.stop();
  await expect.poll(() => identify(Number(words('three')[0]))).toBeUndefined();
});

it('stops the program first that was started last, and waits for it', async () => {
  const leaving = (name: string) =>
    shell(
      name,
      `trap 'sleep 0.2; echo ${name} >> ${dir}/order; exit' TERM; echo up; while :; do sleep 0.05; done`,
    );
  for (const name of ['store', 'gateway']) await leaving(name).ready(async () => words(name).includes('up'));
  await group.stop();
  expect(readFileSync(join(dir, 'order'), 'utf8')).toBe('gateway\nstore\n');
});

it('starts nothing any more once it is stopped', async () => {
  await group.stop();
  expect(() => shell('late', 'sleep 60')).toThrow(/stopping/);
});
