import { describe, expect, test } from 'vitest';
import { mediaTypes, sniff } from './media-type.ts';

const ftyp = (major: string, ...compatible: string[]) => {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return Buffer.concat([size, body, Buffer.from('\0\0\0\x08free', 'latin1')]);
};
const ebml = (docType: string) =>
  Buffer.from(
    `\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82${String.fromCharCode(0x80 + docType.length)}${docType}B\x87\x81\x04`,
    'latin1',
  );
const tiff = (make: string, more?: number) => {
  const file = Buffer.alloc(64);
  file.write(`II*\0\x08\0\0\0${more ? '\x02' : '\x01'}\0`, 'latin1');
  if (more) file.writeUInt16LE(more, 22);
  file.writeUInt16LE(0x010f, 10);
  file.writeUInt16LE(2, 12);
  file.writeUInt32LE(make.length, 14);
  file.writeUInt32LE(48, 18);
  file.write(make, 48, 'latin1');
  return file;
};
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('A file is told by its own bytes', () => {
  test.each([
    ['JPEG', latin('\xff\xd8\xff\xe0\0\x10JFIF'), 'image/jpeg'],
    ['PNG', latin('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'image/png'],
    ['WebP', latin('RIFF\x10\0\0\0WEBPVP8 '), 'image/webp'],
    ['GIF', latin('GIF89a\x01\0\x01\0'), 'image/gif'],
    ['AVIF', ftyp('avif', 'mif1', 'miaf'), 'image/avif'],
    ['AVIF sequence', ftyp('avis', 'avif', 'msf1'), 'image/avif'],
    ['AVIF under the general brand', ftyp('mif1', 'avif', 'miaf'), 'image/avif'],
    ['iPhone HEIC', ftyp('heic', 'mif1', 'heic'), 'image/heic'],
    ['HEIC under the general brand', ftyp('mif1', 'mif1', 'heic'), 'image/heic'],
    ['10 bit HEIC', ftyp('heix', 'mif1'), 'image/heic'],
    ['HEIF of no named codec', ftyp('mif1', 'mif1'), 'image/heif'],
    ['MP4', ftyp('isom', 'isom', 'iso2', 'avc1', 'mp41'), 'video/mp4'],
    ['MP4 version 2', ftyp('mp42', 'isom', 'mp42'), 'video/mp4'],
    ['iTunes video', ftyp('M4V ', 'M4V ', 'mp42'), 'video/mp4'],
    ['3GP of an old phone', ftyp('3gp4', 'isom', '3gp4'), 'video/mp4'],
    ['QuickTime', ftyp('qt  ', 'qt  '), 'video/quicktime'],
    ['QuickTime of before ftyp', latin('\0\0\0\x20moov\0\0\0\x18mvhd'), 'video/quicktime'],
    ['WebM', ebml('webm'), 'video/webm'],
    ['Matroska', ebml('matroska'), 'video/x-matroska'],
    ['Canon CR2', latin('II*\0\x10\0\0\0CR\x02\0'), 'image/x-canon-cr2'],
    ['Canon CR3', ftyp('crx ', 'isom'), 'image/x-canon-cr3'],
    ['Nikon NEF', tiff('NIKON CORPORATION'), 'image/x-nikon-nef'],
    ['Sony ARW', tiff('SONY'), 'image/x-sony-arw'],
    ['Fuji RAF', latin('FUJIFILMCCD-RAW 0201'), 'image/x-fuji-raf'],
    ['Panasonic RW2', latin('IIU\0\x08\0\0\0'), 'image/x-panasonic-rw2'],
    ['Olympus ORF', latin('IIRO\x08\0\0\0'), 'image/x-olympus-orf'],
    ['DNG of any maker', tiff('Apple', 0xc612), 'image/x-adobe-dng'],
  ])('%s', (_, head, contentType) => {
    const type = sniff(head);
    expect(type?.contentType).toBe(contentType);
    expect(mediaTypes).toContain(type);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a few bytes', latin('\0\0\0\x18ft')],
    ['zip', latin('PK\x03\x04\x14\0\0\0')],
    ['SVG', latin('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['HTML', latin('<!doctype html><script>alert(1)</script>')],
    ['a playlist', latin('#EXTM3U\n#EXT-X-VERSION:3\n')],
    ['a list of files', latin('ffconcat version 1.0\nfile /etc/passwd\n')],
    ['PDF', latin('%PDF-1.7')],
    ['sound in MP4', ftyp('M4A ', 'M4A ', 'mp42', 'isom')],
    ['JPEG 2000', ftyp('jp2 ', 'jp2 ')],
    ['plain TIFF', tiff('Some Scanner')],
    ['EBML of another kind', ebml('other')],
    ['a box longer than the file', latin('\xff\xff\xff\xffftyp')],
    ['an AVI', latin('RIFF\x10\0\0\0AVI LIST')],
  ])('%s is not accepted', (_, head) => {
    expect(sniff(head)).toBeNull();
  });
});
