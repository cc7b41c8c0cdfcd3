const longestName = 100;

/** What an album made of a folder is called; null for files outside any folder. */
export function albumNameOf(folders: readonly string[]): string | null {
  const name = [...(folders.at(-1) ?? '').normalize('NFC').trim()].slice(0, longestName).join('').trim();
  return name === '' ? null : name;
}
