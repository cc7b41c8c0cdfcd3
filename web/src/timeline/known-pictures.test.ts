import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import { KnownPictures } from './known-pictures.ts';
import { pictureOf } from './testing/picture-of.ts';
import { writePictures } from './write-pictures.ts';

function start() {
  const cache = new InMemoryCache();
  const known = new KnownPictures(
    new ApolloClient({ cache, link: ApolloLink.empty(), dataMasking: true, devtools: { enabled: false } }),
  );
  const seen: number[] = [];
  known.subscribe(() => seen.push(known.version()));
  return { cache, known, seen };
}

const told = () => new Promise((resolve) => setTimeout(resolve));

describe('KnownPictures', () => {
  it('has at once what the cache has in whole, and tells once of all that comes with an answer', async () => {
    const { cache, known, seen } = start();
    writePictures(cache, [pictureOf('a')]);
    expect([...known.read(['a', 'b', 'c']).keys()]).toEqual(['a']);
    known.follow(['a', 'b', 'c']);
    await told();
    expect(seen).toEqual([]);
    writePictures(cache, [pictureOf('b'), pictureOf('c')]);
    await told();
    expect(seen).toEqual([1]);
    expect([...known.read(['a', 'b', 'c']).keys()]).toEqual(['a', 'b', 'c']);
  });

  it('keeps what has not changed the same object, so that its tile is not drawn anew', async () => {
    const { cache, known, seen } = start();
    writePictures(cache, [pictureOf('a'), pictureOf('b')]);
    const before = known.read(['a', 'b']);
    known.follow(['a', 'b']);
    writePictures(cache, [pictureOf('a', 'renamed.jpg'), pictureOf('b')]);
    await told();
    expect(seen).toEqual([1]);
    const after = known.read(['a', 'b']);
    expect(after.get('a')?.filename).toBe('renamed.jpg');
    expect(after.get('b')).toBe(before.get('b'));
  });

  it('hears no more of pictures that are far away, and knows them as they are when they are near again', async () => {
    const { cache, known, seen } = start();
    writePictures(cache, [pictureOf('a')]);
    known.follow(['a']);
    known.follow(['b']);
    writePictures(cache, [pictureOf('a', 'renamed.jpg')]);
    await told();
    expect(seen).toEqual([]);
    expect(known.read(['a']).get('a')?.filename).toBe('renamed.jpg');
  });

  it('does not hold a picture of which a part is missing', () => {
    const { cache, known } = start();
    writePictures(cache, [pictureOf('a')]);
    cache.evict({ id: 'Picture:a', fieldName: 'filename' });
    expect(known.read(['a']).size).toBe(0);
  });
});
