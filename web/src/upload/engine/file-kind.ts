const rawTypes: Readonly<Record<string, string>> = {
  dng: 'image/x-adobe-dng',
  cr2: 'image/x-canon-cr2',
  cr3: 'image/x-canon-cr3',
  nef: 'image/x-nikon-nef',
  arw: 'image/x-sony-arw',
  raf: 'image/x-fuji-raf',
  rw2: 'image/x-panasonic-rw2',
  orf: 'image/x-olympus-orf',
};

const typeByExtension: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpe: 'image/jpeg',
  jfif: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
  heif: 'image/heif',
  hif: 'image/heif',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  qt: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  ...rawTypes,
};

const otherNames: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heif',
  'image/dng': 'image/x-adobe-dng',
  'image/x-dng': 'image/x-adobe-dng',
  'image/x-panasonic-raw2': 'image/x-panasonic-rw2',
  'video/x-m4v': 'video/mp4',
  'video/matroska': 'video/x-matroska',
  'application/x-matroska': 'video/x-matroska',
};

const accepted = new Set(Object.values(typeByExtension));

/** For a file dialog: phones open their photo library for the first two; the extensions are for what systems don't know. */
export const acceptList = [
  'image/*',
  'video/*',
  ...['heic', 'heif', 'hif', 'avif', 'mov', 'mkv', ...Object.keys(rawTypes)].map((name) => `.${name}`),
].join(',');

/**
 * The content type to send a file as, or null where Pic-up does not take its kind. The browser's word counts where it is a
 * kind we take; systems often give none for HEIC, MOV and camera raw files, so the extension
 * decides then, in whatever case.
 */
export function contentTypeOf(name: string, type: string): string | null {
  const said = (type.split(';')[0] ?? '').trim().toLowerCase();
  const known = otherNames[said] ?? said;
  if (accepted.has(known)) return known;
  if (known !== '' && known !== 'application/octet-stream' && !isMedia(known)) return null;
  const dot = name.lastIndexOf('.');
  return dot < 0 ? null : (typeByExtension[name.slice(dot + 1).toLowerCase()] ?? null);
}

function isMedia(type: string): boolean {
  return type.startsWith('image/') || type.startsWith('video/');
}
