import { expect, test } from 'vitest';
import type { UploadSource } from '../engine/upload-source.ts';
import { sourcesOfFiles, sourcesOfPaste } from './chosen-sources.ts';
import { mostFiles, walkEntries } from './walk-entries.ts';

type Tree = { readonly [name: string]: number | 'unreadable' | 'barred' | Tree };

class Entry implements FileSystemEntry {
  readonly fullPath = '';
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;

  constructor(name: string, isDirectory: boolean) {
    this.name = name;
    this.isDirectory = isDirectory;
    this.isFile = !isDirectory;
  }

  get filesystem(): FileSystem {
    throw new Error('walking needs no such thing');
  }

  getParent(): void {
    throw new Error('walking needs no such thing');
  }
}

// A folder as a browser hands it out: at most a hundred entries at a time, each file a question of its own.
class Folder extends Entry implements FileSystemDirectoryEntry {
  private readonly children: FileSystemEntry[];

  constructor(name: string, tree: Tree) {
    super(name, true);
    this.children = Object.entries(tree).map(([child, inside]) =>
      typeof inside === 'object'
        ? new Folder(child, inside)
        : inside === 'barred'
          ? new BarredFolder(child, {})
          : new Leaf(child, inside),
    );
  }

  getDirectory(): void {
    throw new Error('walking needs no such thing');
  }

  getFile(): void {
    throw new Error('walking needs no such thing');
  }

  createReader(): FileSystemDirectoryReader {
    let at = 0;
    return {
      readEntries: (give) => {
        const some = this.children.slice(at, at + 100);
        at += 100;
        queueMicrotask(() => give(some));
      },
    };
  }
}

class BarredFolder extends Folder {
  override createReader(): FileSystemDirectoryReader {
    return {
      readEntries: (_give, refuse) => queueMicrotask(() => refuse?.(new DOMException('no'))),
    };
  }
}

class Leaf extends Entry implements FileSystemFileEntry {
  private readonly size: number | 'unreadable';

  constructor(name: string, size: number | 'unreadable') {
    super(name, false);
    this.size = size;
  }

  file(give: FileCallback, refuse?: ErrorCallback): void {
    queueMicrotask(() => {
      if (this.size === 'unreadable') refuse?.(new DOMException('no'));
      else give(new File([new Uint8Array(this.size)], this.name));
    });
  }
}

async function walk(roots: FileSystemEntry[], signal = new AbortController().signal) {
  const batches: (readonly UploadSource[])[] = [];
  const { all, unreadable } = await walkEntries(
    roots.map((entry) => ({ entry, rootId: 'root' })),
    signal,
    (sources) => batches.push(sources),
  );
  return { all, unreadable, batches, sources: batches.flat() };
}

test('a folder that cannot be read is named, and the others are walked all the same', async () => {
  const { sources, all, unreadable } = await walk([new Folder('Trip', { Private: 'barred', 'a.jpg': 1 })]);
  expect(sources.map(({ name }) => name)).toEqual(['a.jpg']);
  expect([all, unreadable]).toEqual([true, ['Private']]);
});

test('folders are walked to any depth, each file with its way from the dropped one down', async () => {
  const { sources, all } = await walk([
    new Folder('Trip', { 'a.jpg': 1, Day1: { 'b.jpg': 2, Beach: { 'c.mov': 3 } } }),
    new Leaf('d.png', 4),
  ]);
  expect(sources.map(({ folders, name, size }) => [...folders, name, size].join('/'))).toEqual([
    'd.png/4',
    'Trip/a.jpg/1',
    'Trip/Day1/b.jpg/2',
    'Trip/Day1/Beach/c.mov/3',
  ]);
  expect(all).toBe(true);
  expect(sources.every(({ rootId }) => rootId === 'root')).toBe(true);
});

test("the system's own files and folders are passed over", async () => {
  const { sources } = await walk([
    new Folder('Trip', { '.DS_Store': 1, 'Thumbs.db': 1, __MACOSX: { '._a.jpg': 1 }, 'a.jpg': 1 }),
  ]);
  expect(sources.map(({ name }) => name)).toEqual(['a.jpg']);
});

test('a file that cannot be read is named all the same, and fails when it is opened', async () => {
  const { sources } = await walk([new Folder('Trip', { 'a.jpg': 1, 'locked.jpg': 'unreadable' })]);
  const locked = sources.find(({ name }) => name === 'locked.jpg');
  await expect(locked?.open()).rejects.toThrow('no');
});

test('a large folder comes in batches and ends at the most files of one drop', async () => {
  const many = Object.fromEntries(Array.from({ length: mostFiles + 50 }, (_, index) => [`${index}.jpg`, 1]));
  const { sources, batches, all } = await walk([new Folder('Many', many)]);
  expect(sources).toHaveLength(mostFiles);
  expect(all).toBe(false);
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(250);
});

test('a walk stops when the page no longer wants it', async () => {
  const { sources } = await walk([new Folder('Trip', { 'a.jpg': 1 })], AbortSignal.abort());
  expect(sources).toEqual([]);
});

test('files of a folder dialog keep their folders', () => {
  const chosen = new File(['x'], 'a.jpg');
  Object.defineProperty(chosen, 'webkitRelativePath', { value: 'Trip/Day1/a.jpg' });
  const litter = new File(['x'], 'b.jpg');
  Object.defineProperty(litter, 'webkitRelativePath', { value: 'Trip/@eaDir/b.jpg' });
  expect(sourcesOfFiles([chosen, litter]).map(({ name, folders }) => [name, folders])).toEqual([
    ['a.jpg', ['Trip', 'Day1']],
  ]);
});

test('a pasted picture without a name of its own is called by its time', () => {
  const at = new Date(2026, 10, 22, 9, 30, 5);
  const names = sourcesOfPaste(
    [new File(['x'], 'image.png', { type: 'image/png' }), new File(['x'], 'cat.png', { type: 'image/png' })],
    at,
  ).map(({ name }) => name);
  expect(names).toEqual(['2026-11-22 09.30.05.png', 'cat.png']);
});
