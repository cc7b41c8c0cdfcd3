import { describe, expect, it, test } from 'vitest';
import { readTakeoutNote, type Sidecar, SidecarsOfFolder } from './takeout-sidecars.ts';

const sidecar = (name: string, title = ''): Sidecar => ({ name, title, takenAt: null, isTrashed: false });

/** Which sidecar a file gets among these, in a folder of these files. */
function found(name: string, names: readonly string[], siblings: readonly string[] = [name]): string | null {
  const sidecars = new SidecarsOfFolder(names.map((each) => sidecar(each)));
  return sidecars.of(name, new Set(siblings))?.name ?? null;
}

describe('A file finds what an export says of it', () => {
  test.each([
    ['IMG_1.jpg', 'IMG_1.jpg.json'],
    ['IMG_1.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
    // Cut to 46 characters, wherever that falls.
    ['Screenshot_2017-07-05-10-05-26.png', 'Screenshot_2017-07-05-10-05-26.png.supplementa.json'],
    ['D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg', 'D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg.supp.json'],
    ['a picture whose name has forty-five chars.jpg', 'a picture whose name has forty-five chars.jpg..json'],
    [
      'Screenshot_20220207_102421_com.snapchat.android.jpg',
      'Screenshot_20220207_102421_com.snapchat.androi.json',
    ],
    [
      'Urlaub in Knaufspesch in der Schneifel (38).JPG',
      'Urlaub in Knaufspesch in der Schneifel (38).JP.json',
    ],
    // A number comes after the extension, or after the cut.
    ['IMG_1(2).jpg', 'IMG_1.jpg(2).json'],
    ['IMG_1(2).jpg', 'IMG_1.jpg.supplemental-metadata(2).json'],
    ['Screenshot_2017-07-05-10-05-26(1).png', 'Screenshot_2017-07-05-10-05-26.png.supplementa(1).json'],
    // But it may be the photo's own, too.
    ['IMG_1(2).jpg', 'IMG_1(2).jpg.json'],
    ['no extension', 'no extension.supplemental-metadata.json'],
  ])('%s has %s', (name, json) => {
    expect(found(name, ['other.jpg.json', json])).toBe(json);
  });

  it('does not take the one of a file whose name begins alike, or has another number', () => {
    const names = ['IMG_1.jpg.json', 'IMG_10.jpg.json', 'IMG_1.jpg(1).json', 'IMG_1.jpeg.json'];
    expect(found('IMG_10.jpg', names)).toBe('IMG_10.jpg.json');
    expect(found('IMG_1(1).jpg', names)).toBe('IMG_1.jpg(1).json');
    expect(found('IMG_1(2).jpg', names)).toBeNull();
    expect(found('IMG.jpg', names)).toBeNull();
  });

  it('by its title where the names do not fit, unless two have that title', () => {
    const odd = sidecar('something else.json', 'IMG_7.jpg');
    const of = (sidecars: Sidecar[]) =>
      new SidecarsOfFolder(sidecars).of('IMG_7.jpg', new Set(['IMG_7.jpg']));
    expect(of([odd])).toBe(odd);
    expect(of([odd, { ...odd, name: 'another.json' }])).toBeNull();
  });

  test.each([
    ['IMG_1-edited.jpg', 'IMG_1.jpg'],
    ['IMG_1-수정됨.jpg', 'IMG_1.jpg'],
    ['IMG_1-edited(1).jpg', 'IMG_1(1).jpg'],
    ['IMG_1-edited.jpg', 'IMG_1.HEIC'],
    ['IMG_1.MOV', 'IMG_1.HEIC'],
    ['IMG_1.mp4', 'IMG_1.jpg'],
  ])('%s has that of %s', (name, original) => {
    const json = `${original.replace(/^(.*)(\(\d+\))(\..*)$/, '$1$3$2')}.json`;
    expect(found(name, [json], [name, original])).toBe(json);
    // A sidecar of its own comes first.
    expect(found(name, [json, `${name}.json`], [name, original])).toBe(`${name}.json`);
    expect(found(name, [json], [name])).toBeNull();
  });
});

describe('A JSON file of an export', () => {
  it('says when a photo was taken', () => {
    const note = readTakeoutNote('a.jpg.json', {
      title: 'a.jpg',
      photoTakenTime: { timestamp: '1564841106', formatted: 'Aug 3, 2019, 2:05:06 PM UTC' },
      trashed: true,
    });
    expect(note).toEqual({
      kind: 'sidecar',
      sidecar: {
        name: 'a.jpg.json',
        title: 'a.jpg',
        takenAt: new Date('2019-08-03T14:05:06Z'),
        isTrashed: true,
      },
    });
  });

  it('makes its folder an album, in whatever language it is named', () => {
    expect(readTakeoutNote('메타데이터.json', { title: ' 제주 여행 ', access: 'protected' })).toEqual({
      kind: 'album',
      title: '제주 여행',
    });
    expect(readTakeoutNote('Metadaten.json', { title: '2005-02-05', date: {} })).toBeNull();
  });

  test.each([[null], [[]], ['text'], [{}], [{ title: 7 }]])('that is %j is about nothing', (content) => {
    expect(readTakeoutNote('x.json', content)).toBeNull();
  });

  it('without a date that can be read gives none', () => {
    for (const timestamp of ['', 'soon', 5, undefined, '99999999999999']) {
      const note = readTakeoutNote('x.json', {
        title: 'a.jpg',
        url: 'https://x',
        photoTakenTime: { timestamp },
      });
      expect(note).toMatchObject({ kind: 'sidecar', sidecar: { takenAt: null } });
    }
  });
});
