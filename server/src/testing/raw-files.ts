/** A directory's entry: tag, type, count, and the value or where it stands. */
type Entry = [tag: number, type: number, count: number, value: number];

const [ascii, short, long, undefinedBytes] = [2, 3, 4, 7];
const places = { make: 200, date: 230, exif: 260, sub: 300, preview: 400 };
const date = '2024:05:06 07:08:09\0';

/** A TIFF structure as cameras bend it: a maker, lying on its side, taken then; `more` says where the preview is. */
function tiff(preview: Buffer, given: { head: string; make: string; more?: Entry[]; sub?: Entry[] }): Buffer {
  const { head, more = [], sub = [] } = given;
  const make = `${given.make}\0`;
  const big = head.startsWith('MM');
  const file = Buffer.alloc(places.preview);
  const u16 = (value: number, at: number) =>
    big ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at);
  const u32 = (value: number, at: number) =>
    big ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at);
  const directory = (at: number, entries: Entry[]) => {
    u16(entries.length, at);
    for (const [index, [tag, type, count, value]] of entries.toSorted(([a], [b]) => a - b).entries()) {
      const entry = at + 2 + index * 12;
      u16(tag, entry);
      u16(type, entry + 2);
      u32(count, entry + 4);
      if (type === short) u16(value, entry + 8);
      else u32(value, entry + 8);
    }
  };
  file.write(head, 'latin1');
  const first = head.length > 8 ? 16 : 8;
  u32(first, 4);
  file.write(make, places.make, 'latin1');
  file.write(date, places.date, 'latin1');
  directory(first, [
    [0x010f, ascii, make.length, places.make],
    [0x0112, short, 1, 6],
    [0x8769, long, 1, places.exif],
    ...more,
  ]);
  directory(places.exif, [[0x9003, ascii, date.length, places.date]]);
  directory(places.sub, sub);
  return Buffer.concat([file, preview]);
}

function box(type: string, ...content: Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + Buffer.concat(content).length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...content]);
}

const jpegAt = (size: number): Entry[] => [
  [0x0201, long, 1, places.preview],
  [0x0202, long, 1, size],
];
const stripAt = (size: number): Entry[] => [
  [0x0111, long, 1, places.preview],
  [0x0117, long, 1, size],
];
const subDirectory: Entry = [0x014a, long, 1, places.sub];
const reduced: Entry = [0x00fe, long, 1, 1];

/**
 * The bones of each camera's raw file around a JPEG that lies on its side, as every maker places it: by type.
 * @param preview says by its own EXIF that it lies on its side, too.
 */
export const rawFiles = {
  'image/x-adobe-dng': (preview: Buffer) =>
    tiff(preview, {
      head: 'II*\0',
      make: 'Google',
      more: [[0xc612, 1, 4, 0x0401], subDirectory],
      sub: [reduced, [0x0103, short, 1, 7], ...stripAt(preview.length)],
    }),
  'image/x-canon-cr2': (preview: Buffer) =>
    tiff(preview, {
      head: 'II*\0\x10\0\0\0CR\x02\0',
      make: 'Canon',
      more: [[0x0103, short, 1, 6], ...stripAt(preview.length)],
    }),
  'image/x-canon-cr3': (preview: Buffer) => {
    const facts = Buffer.alloc(16);
    for (const [index, value] of [1, 400, 200, 1].entries()) facts.writeUInt16BE(value, 4 + 2 * index);
    facts.writeUInt32BE(preview.length, 12);
    const id = Buffer.from('eaf42b5e1c984b88b9fbb7dc406e4d160000000000000001', 'hex');
    const brand = Buffer.from('crx \0\0\0\x01crx isom', 'latin1');
    return Buffer.concat([box('ftyp', brand), box('moov'), box('uuid', id, box('PRVW', facts, preview))]);
  },
  'image/x-nikon-nef': (preview: Buffer) =>
    tiff(preview, {
      head: 'MM\0*',
      make: 'NIKON CORPORATION',
      more: [subDirectory],
      sub: [reduced, [0x0103, short, 1, 6], ...jpegAt(preview.length)],
    }),
  'image/x-sony-arw': (preview: Buffer) =>
    tiff(preview, { head: 'II*\0', make: 'SONY', more: jpegAt(preview.length) }),
  'image/x-fuji-raf': (preview: Buffer) => {
    const head = Buffer.alloc(160);
    head.write('FUJIFILMCCD-RAW 0201FF393101X-T1');
    head.writeUInt32BE(head.length, 84);
    head.writeUInt32BE(preview.length, 88);
    return Buffer.concat([head, preview]);
  },
  'image/x-panasonic-rw2': (preview: Buffer) =>
    tiff(preview, {
      head: 'IIU\0',
      make: 'Panasonic',
      more: [[0x002e, undefinedBytes, preview.length, places.preview]],
    }),
  'image/x-olympus-orf': (preview: Buffer) =>
    tiff(preview, { head: 'IIRO', make: 'OLYMPUS', more: jpegAt(preview.length) }),
} satisfies Record<string, (preview: Buffer) => Buffer>;
