import { describe, expect, it, test } from 'vitest';
import { readTakeoutNote, type Sidecar, SidecarsOfFolder } from './takeout-sidecars.ts';

/** Sidecars by their names, with the titles of the photos that they are about. */
type Sidecars = Readonly<Record<string, string>>;

/** Which sidecar a file gets among these, in a folder of these files. */
function found(file: string, sidecars: Sidecars, files: readonly string[] = [file]): string | null {
  const all = Object.entries(sidecars).map(
    ([name, title]): Sidecar => ({ name, title, takenAt: null, isTrashed: false }),
  );
  return new SidecarsOfFolder(all, files).of(file)?.name ?? null;
}

const smileys = '😀😃😄😁😆😅😂🤣🥲☺️😊😇🙂🙃😉😌😍🥰😘😗😙😚😋';
const wedding = 'Backyard_ceremony_wedding_photography_xxxxxxx_';

describe('A file finds what an export says of it', () => {
  test.each([
    ['IMG_1.jpg', 'IMG_1.jpg.json', 'IMG_1.jpg'],
    ['IMG_1.jpg', 'IMG_1.jpg.supplemental-metadata.json', 'IMG_1.jpg'],
    ['no extension', 'no extension.supplemental-metadata.json', 'no extension'],
    // Cut to 46 characters, wherever that falls.
    ['11267559_10152906191670949_1479236175_o.jpg', '11267559_10152906191670949_1479236175_o.jpg.su.json'],
    ['D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg', 'D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg.supp.json'],
    ['a picture whose name has forty-five chars.jpg', 'a picture whose name has forty-five chars.jpg..json'],
    [
      'Screenshot_20220207_102421_com.snapchat.android.jpg',
      'Screenshot_20220207_102421_com.snapchat.androi.json',
      'Screenshot_20220207_102421_com.snapchat.android_and_more.jpg',
    ],
    [
      'Urlaub in Knaufspesch in der Schneifel (38).JPG',
      'Urlaub in Knaufspesch in der Schneifel (38).JP.json',
    ],
    [`${smileys}😛.jpg`, `${smileys}.json`, `${smileys}😛😝😜.jpg`],
    // A number comes after the extension, or after the cut.
    ['IMG_1(2).jpg', 'IMG_1.jpg(2).json', 'IMG_1.jpg'],
    ['IMG_1(2).jpg', 'IMG_1.jpg.supplemental-metadata(2).json', 'IMG_1.jpg'],
    ['IMG_1(2).jpg', 'IMG_1.jpg(2).supplemental-metadata.json', 'IMG_1.jpg'],
    [
      'Screenshot_2017-07-05-10-05-26(1).png',
      'Screenshot_2017-07-05-10-05-26.png.supplementa(1).json',
      'Screenshot_2017-07-05-10-05-26.png',
    ],
    [
      '13039_327707840323_537645323_9470255_27214_n(1).jpg',
      '13039_327707840323_537645323_9470255_27214_n.j(1).json',
      '13039_327707840323_537645323_9470255_27214_n.jpg',
    ],
    [`${wedding}m(494).jpg`, `${wedding}(494).json`, `${wedding}manyPeople.jpg`],
    // But it may be the photo's own, too.
    ['IMG_1(2).jpg', 'IMG_1(2).jpg.json', 'IMG_1(2).jpg'],
    [
      'hangout_snapshot_0(1)(3).jpg',
      'hangout_snapshot_0(1).jpg.supplemental-metadat(3).json',
      'hangout_snapshot_0(1).jpg',
    ],
    // A title without an extension, or with what no file can be named by.
    ['11 8_30_46 AM.jpg', '11 8_30_46 AM.supplemental-metadata.json', '11 8:30:46 AM'],
    ['11 8_30_46 AM(6).jpg', '11 8_30_46 AM.supplemental-metadata(6).json', '11 8:30:46 AM'],
    ['a_tab.jpg', 'a_tab.json', 'a\ttab'],
    // Letters that a computer has taken apart.
    ['제주도.jpg'.normalize('NFD'), '제주도.jpg.json', '제주도.jpg'],
  ])('%s has %s', (file, json, title = file) => {
    expect(found(file, { 'other.jpg.json': 'other.jpg', [json]: title })).toBe(json);
  });

  test.each<[string, Sidecars]>([
    ['IMG_1.jpg', { 'IMG_10.jpg.json': 'IMG_10.jpg', 'IMG_1.jpeg.json': 'IMG_1.jpeg' }],
    ['IMG_1(2).jpg', { 'IMG_1.jpg.json': 'IMG_1.jpg', 'IMG_1.jpg(1).json': 'IMG_1.jpg' }],
    ['IMG.jpg', { 'IMG_1.jpg.json': 'IMG_1.jpg' }],
    // Copies have one title.
    ['IMG_1.jpg', { 'IMG_1.jpg(1).json': 'IMG_1.jpg' }],
    ['IMG_1.jpg', { 'IMG_1.jpg.supplemental-metadata(1).json': 'IMG_1.jpg' }],
    [
      'Screenshot_2017-07-05-10-05-26.png',
      {
        'Screenshot_2017-07-05-10-05-26.png.supplementa(1).json': 'Screenshot_2017-07-05-10-05-26.png',
      },
    ],
    [`${wedding}m(494).jpg`, { [`${wedding}.json`]: `${wedding}m.jpg` }],
    // Nor is a name that was cut to the same enough.
    [`${wedding}m.jpg`, { [`${wedding}.json`]: `${wedding}n.jpg` }],
    [`${wedding}.jpg`, { [`${wedding}.json`]: `${wedding}m.jpg` }],
    ['IMG_1.jpg', { 'IMG_1.json': 'IMG_2.png' }],
  ])('%s has none of %j', (file, sidecars) => {
    expect(found(file, sidecars)).toBeNull();
  });

  it('among those of its copies, whose titles are the same', () => {
    const sidecars = { 'IMG_1.jpg.json': 'IMG_1.jpg', 'IMG_1.jpg(1).json': 'IMG_1.jpg' };
    expect(found('IMG_1.jpg', sidecars)).toBe('IMG_1.jpg.json');
    expect(found('IMG_1(1).jpg', sidecars)).toBe('IMG_1.jpg(1).json');
  });

  it('by its title where the names do not fit, unless two have that title', () => {
    expect(found('IMG_7.jpg', { 'something else.json': 'IMG_7.jpg' })).toBe('something else.json');
    expect(
      found('IMG_7.jpg', { 'something else.json': 'IMG_7.jpg', 'another.json': 'IMG_7.jpg' }),
    ).toBeNull();
  });

  it('by its title where several names were cut to the same', () => {
    const sidecars = {
      [`${wedding}.json`]: `${wedding}arrival.jpg`,
      [`${wedding}(1).json`]: `${wedding}bride.jpg`,
    };
    const files = [`${wedding}a.jpg`, `${wedding}b.jpg`];
    expect(files.map((file) => found(file, sidecars, files))).toEqual(Object.keys(sidecars));
    // There it is that of the copy.
    expect(found(`${wedding}b.jpg`, sidecars, [...files, `${wedding}b(1).jpg`])).toBeNull();
  });

  test.each([
    ['IMG_1-edited.jpg', 'IMG_1.jpg'],
    ['IMG_1-수정됨.jpg', 'IMG_1.jpg'],
    ['PXL_1.PORTRAIT-modifié.jpg', 'PXL_1.PORTRAIT.jpg'],
    ['IMG_1-edited(1).jpg', 'IMG_1(1).jpg'],
    ['IMG_1-edited.jpg', 'IMG_1.HEIC'],
    ['IMG_1-ERASER-edited.jpg', 'IMG_1.jpg'],
    // Its word is cut, or all of it is.
    ['a picture whose name has forty-four char-ed.jpg', 'a picture whose name has forty-four char.jpg'],
    [`${wedding}m(1).jpg`, `${wedding}m.jpg`],
    ['IMG_1.MOV', 'IMG_1.HEIC'],
    ['IMG_1.mp4', 'IMG_1.jpg'],
  ])('%s has that of %s', (file, original) => {
    const [, base = '', counter = '', extension = ''] = /^(.*?)(\(\d+\))?(\.\w+)$/.exec(original) ?? [];
    const title = base + extension;
    const json = `${title.slice(0, 46)}${counter}.json`;
    expect(found(file, { [json]: title }, [file, original])).toBe(json);
    // A sidecar of its own comes first.
    const own = `${file}.json`;
    expect(found(file, { [json]: title, [own]: file }, [file, original])).toBe(own);
    expect(found(file, { [json]: title }, [file])).toBeNull();
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
