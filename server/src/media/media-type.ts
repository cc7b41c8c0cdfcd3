/** How a file is opened: which decoder, or which demuxer, gets to see it. */
export type MediaFamily = 'JPEG' | 'PNG' | 'WEBP' | 'GIF' | 'AVIF' | 'HEIF' | 'RAW' | 'MP4' | 'MATROSKA';

/** What a file is by its own bytes. */
export interface MediaType {
  contentType: string;
  kind: 'IMAGE' | 'VIDEO';
  family: MediaFamily;
}

const image = (contentType: string, family: MediaFamily): MediaType => ({
  contentType,
  kind: 'IMAGE',
  family,
});
const video = (contentType: string, family: MediaFamily): MediaType => ({
  contentType,
  kind: 'VIDEO',
  family,
});

const jpeg = image('image/jpeg', 'JPEG');
const png = image('image/png', 'PNG');
const webp = image('image/webp', 'WEBP');
const gif = image('image/gif', 'GIF');
const avif = image('image/avif', 'AVIF');
const heic = image('image/heic', 'HEIF');
const heif = image('image/heif', 'HEIF');
const dng = image('image/x-adobe-dng', 'RAW');
const cr2 = image('image/x-canon-cr2', 'RAW');
const cr3 = image('image/x-canon-cr3', 'RAW');
const nef = image('image/x-nikon-nef', 'RAW');
const arw = image('image/x-sony-arw', 'RAW');
const raf = image('image/x-fuji-raf', 'RAW');
const rw2 = image('image/x-panasonic-rw2', 'RAW');
const orf = image('image/x-olympus-orf', 'RAW');
const mp4 = video('video/mp4', 'MP4');
const mov = video('video/quicktime', 'MP4');
const webm = video('video/webm', 'MATROSKA');
const mkv = video('video/x-matroska', 'MATROSKA');

/** Every type that `sniff` can answer; what a ticket may name. */
export const mediaTypes: readonly MediaType[] = [
  jpeg,
  png,
  webp,
  gif,
  avif,
  heic,
  heif,
  dng,
  cr2,
  cr3,
  nef,
  arw,
  raf,
  rw2,
  orf,
  mp4,
  mov,
  webm,
  mkv,
];

/** How many leading bytes `sniff` looks at, at most. */
export const sniffBytes = 64 * 1024;

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const avifBrands = new Set(['avif', 'avis']);
const heifBrands = new Set(['mif1', 'msf1', 'mif2', 'miaf']);
const soundBrands = new Set(['M4A ', 'M4B ', 'M4P ', 'F4A ', 'F4B ']);
const videoBrand =
  /^(isom|iso[2-9a-c]|mp4[12v]|mp71|avc1|av01|hvc1|hev1|M4V.|M4VH|f4v |dash|cmf[2cs]|MSNV|XAVC|3g[2eghprst6].|mmp4|nd[sxa].|kddi|CAEP|caqv)$/;
/** Atoms that open a QuickTime file of the time before `ftyp`. */
const bareAtoms = new Set(['moov', 'mdat', 'wide', 'pnot']);

/**
 * Tells what a file is from its first bytes, never from a name or a declared type.
 * @param head the first `sniffBytes` bytes, or the whole file where it is shorter.
 * @returns null for everything that Pic-up does not accept.
 */
export function sniff(head: Buffer): MediaType | null {
  const at = (offset: number, text: string) =>
    head.length >= offset + text.length && head.toString('latin1', offset, offset + text.length) === text;
  if (at(0, '\xff\xd8\xff')) return jpeg;
  if (at(0, '\x89PNG\r\n\x1a\n')) return png;
  if (at(0, 'GIF87a') || at(0, 'GIF89a')) return gif;
  if (at(0, 'RIFF') && at(8, 'WEBP')) return webp;
  if (at(4, 'ftyp')) return sniffBrands(head);
  if (head.length >= 8 && bareAtoms.has(head.toString('latin1', 4, 8))) return mov;
  if (at(0, '\x1aE\xdf\xa3')) return sniffMatroska(head);
  if (at(0, 'FUJIFILMCCD-RAW')) return raf;
  if (at(0, 'IIU\0')) return rw2;
  if (at(0, 'IIRO') || at(0, 'IIRS') || at(0, 'MMOR')) return orf;
  if (at(0, 'II*\0') && at(8, 'CR')) return cr2;
  if (at(0, 'II*\0') || at(0, 'MM\0*')) return sniffTiff(head);
  return null;
}

/** ISO base media: the major brand decides, then the compatible ones; the writer of `mif1` alone did not say the codec. */
function sniffBrands(head: Buffer): MediaType | null {
  const boxEnd = Math.min(head.readUInt32BE(0), head.length);
  if (boxEnd < 12) return null;
  const major = head.toString('latin1', 8, 12);
  const compatible: string[] = [];
  for (let offset = 16; offset + 4 <= boxEnd; offset += 4)
    compatible.push(head.toString('latin1', offset, offset + 4));

  if (avifBrands.has(major)) return avif;
  if (heicBrands.has(major)) return heic;
  if (major === 'crx ') return cr3;
  if (major === 'qt  ') return mov;
  if (soundBrands.has(major)) return null;
  if (heifBrands.has(major)) {
    if (compatible.some((brand) => avifBrands.has(brand))) return avif;
    if (compatible.some((brand) => heicBrands.has(brand))) return heic;
    return heif;
  }
  // 3GP is MP4 by another name, and browsers play it under MP4's.
  if (videoBrand.test(major) || compatible.some((brand) => videoBrand.test(brand))) return mp4;
  return compatible.includes('qt  ') ? mov : null;
}

/** EBML: only the DocType tells WebM from Matroska, and both from anything else. */
function sniffMatroska(head: Buffer): MediaType | null {
  const found = /\x42\x82([\x81-\x90])([a-z]+)/.exec(head.toString('latin1', 4, 256));
  const [, size, name] = found ?? [];
  const docType = name?.slice(0, (size?.charCodeAt(0) ?? 0x80) - 0x80);
  if (docType === 'webm') return webm;
  return docType === 'matroska' ? mkv : null;
}

const makeTag = 0x010f;
const dngVersionTag = 0xc612;

/** TIFF is accepted only as a camera's raw file: a DNG says so, Nikon and Sony are known by the maker's name. */
function sniffTiff(head: Buffer): MediaType | null {
  const little = head[0] === 0x49;
  const u16 = (offset: number) => (little ? head.readUInt16LE(offset) : head.readUInt16BE(offset));
  const u32 = (offset: number) => (little ? head.readUInt32LE(offset) : head.readUInt32BE(offset));
  if (head.length < 8) return null;
  const directory = u32(4);
  if (directory + 2 > head.length) return null;
  let make = '';
  for (let i = 0; i < u16(directory); i += 1) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > head.length) break;
    if (u16(entry) === dngVersionTag) return dng;
    if (u16(entry) === makeTag)
      make = head.toString('latin1', u32(entry + 8), u32(entry + 8) + 5).toUpperCase();
  }
  if (make === 'NIKON') return nef;
  return make.startsWith('SONY') ? arw : null;
}
