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
};

const otherNames: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heif',
  'video/x-m4v': 'video/mp4',
};

const accepted = new Set(Object.values(typeByExtension));

/**
 * The content type to send a file as, or null where Pic-up does not take its kind. The browser's word counts where it is a
 * kind we take; phones often give none for HEIC and MOV, so the extension decides then, in whatever case.
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
