/**
 * The Content-Disposition (RFC 6266) that makes a browser save a file under its name: the name as it is, in UTF-8, for every
 * browser of today, and an ASCII likeness for the others. The result is ASCII of one line, whatever the name holds.
 */
export function attachmentDisposition(filename: string): string {
  const name = filename.toWellFormed() || 'download';
  const ascii = name.replace(/[^\x20-\x7e]|["%/\\]/gu, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${strictEncode(name)}`;
}

/** Whether a text may be sent as Content-Disposition: inline or attachment, printable ASCII, one line. */
export function isDisposition(text: string): boolean {
  return /^(?:inline|attachment)(?:;[\x20-\x7e]*)?$/.test(text);
}

/** Percent-encodes all but letters, digits and `-._~`, so that no later encoder finds anything left to change. */
export function strictEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
