import { describe, expect, it } from 'vitest';
import type { LocalPreview } from '../upload/useLocalPreviews.ts';
import { type GridPicture, groupByDay, inTimelineOrder, joinPreviews, ratioOf } from './grid-items.ts';

function aPicture(id: string, createdAt: string, rest: Partial<GridPicture> = {}): GridPicture {
  return {
    __typename: 'Picture',
    id,
    filename: `${id}.jpg`,
    kind: 'IMAGE',
    contentType: 'image/jpeg',
    state: 'READY',
    failure: null,
    width: 300,
    height: 200,
    duration: null,
    takenAt: null,
    takenAtLocal: null,
    createdAt,
    placeholder: null,
    small: null,
    medium: null,
    large: null,
    album: { __typename: 'Album', id: 'a' },
    ...rest,
  };
}

function aPreview(key: string, rest: Partial<LocalPreview> = {}): LocalPreview {
  return {
    key,
    albumId: 'a',
    filename: `${key}.jpg`,
    kind: 'IMAGE',
    url: 'blob:x',
    width: 100,
    height: 200,
    progress: 0.5,
    state: 'uploading',
    pictureId: null,
    addedAt: 1,
    ...rest,
  };
}

const day = (date: number) => new Date(2026, 4, date, 12).toISOString();

describe('joinPreviews', () => {
  it('puts files on their way first, the newest before the others', () => {
    const items = joinPreviews(
      [aPicture('p', day(1))],
      [aPreview('old', { addedAt: 1 }), aPreview('new', { addedAt: 2 })],
      new Map(),
    );
    expect(items.map((item) => item.key)).toEqual(['new', 'old', 'p']);
  });

  it('keeps the key of a file when it becomes a picture, and after its preview is gone', () => {
    const keys = new Map<string, string>();
    const stored = aPreview('file', { state: 'stored', pictureId: 'p' });
    const [first] = joinPreviews([aPicture('p', day(1))], [stored], keys);
    expect(first).toMatchObject({ key: 'file', preview: { key: 'file' }, picture: { id: 'p' } });
    const [later] = joinPreviews([aPicture('p', day(1))], [], keys);
    expect(later).toMatchObject({ key: 'file', preview: null });
  });

  it('shows no file again whose picture was deleted before its thumbnail came', () => {
    const keys = new Map<string, string>();
    const stored = aPreview('file', { state: 'stored', pictureId: 'p' });
    expect(joinPreviews([aPicture('p', day(1))], [stored], keys)).toHaveLength(1);
    expect(joinPreviews([], [stored], keys)).toEqual([]);
    const [restored] = joinPreviews([aPicture('p', day(1))], [stored], keys);
    expect(restored).toMatchObject({ key: 'file', picture: { id: 'p' } });
  });

  it('gives a picture without a preview the same item at every tick', () => {
    const pictures = [aPicture('p', day(1)), aPicture('q', day(1))];
    const keys = new Map<string, string>();
    const before = joinPreviews(pictures, [aPreview('a', { progress: 0.1 })], keys);
    const after = joinPreviews(pictures, [aPreview('a', { progress: 0.2 })], keys);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).toBe(before[2]);
    expect(after[0]).not.toBe(before[0]);
  });

  it('shows a stored file until its picture is in the list', () => {
    const items = joinPreviews([], [aPreview('file', { state: 'stored', pictureId: 'p' })], new Map());
    expect(items).toHaveLength(1);
  });
});

describe('ratioOf', () => {
  it('believes the server, then the file, then a common shape', () => {
    const picture = aPicture('p', day(1));
    const preview = aPreview('f');
    expect(ratioOf({ key: 'p', picture, preview })).toBe(1.5);
    expect(ratioOf({ key: 'p', picture: { ...picture, width: null, height: null }, preview })).toBe(0.5);
    expect(ratioOf({ key: 'p', picture: null, preview: null })).toBeCloseTo(1.333);
  });
});

describe('inTimelineOrder', () => {
  it('moves a picture to the day on which it was taken', () => {
    const fresh = aPicture('fresh', day(9), { takenAt: day(2) });
    const order = inTimelineOrder([fresh, aPicture('b', day(5)), aPicture('c', day(1))], false);
    expect(order.map((picture) => picture.id)).toEqual(['b', 'fresh', 'c']);
  });

  it('leaves a picture that belongs beyond the loaded part to its own page', () => {
    const fresh = aPicture('fresh', day(9), { takenAt: day(1) });
    const loaded = [fresh, aPicture('b', day(5)), aPicture('c', day(3))];
    expect(inTimelineOrder(loaded, true).map((picture) => picture.id)).toEqual(['b', 'c']);
    expect(inTimelineOrder(loaded, false)).toHaveLength(3);
  });
});

describe('groupByDay', () => {
  it('makes one group of each calendar day', () => {
    const items = joinPreviews(
      [aPicture('a', day(3)), aPicture('b', day(3)), aPicture('c', day(1))],
      [],
      new Map(),
    );
    expect(groupByDay(items).map((group) => group.items.length)).toEqual([2, 1]);
  });

  it("goes by the camera's clock where that is known, as the tiles do", () => {
    // Noon for the reader; for the camera it was late on the day before.
    const abroad = { takenAt: day(3), takenAtLocal: '2026-05-02T23:30:00.000' };
    const items = joinPreviews([aPicture('a', day(9), abroad), aPicture('b', day(2))], [], new Map());
    const [group, ...others] = groupByDay(items);
    expect(others).toEqual([]);
    expect([group?.day?.getDate(), group?.items.length]).toEqual([2, 2]);
  });
});
