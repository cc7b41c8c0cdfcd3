/** What a Google Takeout export says of one photo or video, in a JSON file beside it. */
export interface Sidecar {
  /** Its own file name. */
  readonly name: string;
  /** The photo's file name in Google Photos, before the export shortened and numbered it. */
  readonly title: string;
  readonly takenAt: Date | null;
  readonly isTrashed: boolean;
}

// What newer exports add to a photo's name for its sidecar's; older ones add nothing.
const suffix = '.supplemental-metadata';
// In UTF-16 units: what an export leaves of "<file name><suffix>", to which it adds a counter and ".json", and of a photo's name
// with its extension, into which it puts the counter before the extension.
const stemLimit = 46;
const fileLimit = 51;

/** The sidecars of one folder, found by the names of the files they belong to. */
export class SidecarsOfFolder {
  private readonly byStem: Map<string, Sidecar> = new Map();
  private readonly byTitle: Map<string, Sidecar | null> = new Map();
  private readonly files: ReadonlySet<string>;

  /** @param files names of all photos and videos of the folder. */
  constructor(sidecars: readonly Sidecar[], files: readonly string[]) {
    this.files = new Set(files.map((file) => file.normalize('NFC')));
    for (const sidecar of sidecars) {
      this.byStem.set(stemOf(sidecar), sidecar);
      const name = exportedName(sidecar.title);
      // Two with one title tell nothing about which is whose.
      this.byTitle.set(name, this.byTitle.has(name) ? null : sidecar);
    }
  }

  /**
   * The sidecar of a file, or null. One that has none of its own has that of the file it was made of: an edited copy that
   * of its original, the film of a live photo that of its still.
   */
  of(name: string): Sidecar | null {
    const file = name.normalize('NFC');
    return this.own(file) ?? this.ofOriginal(file) ?? this.ofStill(file);
  }

  private own(file: string): Sidecar | null {
    const { name, counter } = splitFile(file);
    const numbered = counter === '' ? null : { name, counter };
    return (
      this.byWhole(file, '') ??
      (numbered && this.byNumber(numbered)) ??
      this.byCut(file, '') ??
      this.byBase(file, '') ??
      (numbered && this.byBase(name, counter)) ??
      this.byItsTitle(file)
    );
  }

  // "IMG(1).jpg" has "IMG.jpg(1).json", "IMG.jpg.supplemental-metadata(1).json" or "IMG.jpg(1).supplemental-metadata.json".
  private byNumber({ name, counter }: NameParts): Sidecar | null {
    return this.byWhole(name, counter) ?? this.byWhole(name + counter, '') ?? this.byCut(name, counter);
  }

  // At most the suffix is cut: no other file can have such a sidecar.
  private byWhole(name: string, counter: string): Sidecar | null {
    const full = name + suffix;
    for (let { length } = full; length >= name.length; length -= 1) {
      const sidecar = this.byStem.get(full.slice(0, length) + counter);
      if (sidecar !== undefined) return sidecar;
    }
    return null;
  }

  // The name itself is cut: files that begin alike would have the same sidecar, so it has to name this one.
  private byCut(name: string, counter: string): Sidecar | null {
    if (name.length <= stemLimit) return null;
    const sidecar = this.byStem.get(name.slice(0, stemLimit) + counter);
    return sidecar !== undefined && isOf(sidecar, name) ? sidecar : null;
  }

  // A photo whose title has no extension gets one; its sidecar gets none.
  private byBase(name: string, counter: string): Sidecar | null {
    const { base } = splitExtension(name);
    const sidecar = this.byWhole(base, counter) ?? this.byCut(base, counter);
    return sidecar !== null && isLike(exportedName(sidecar.title), base) ? sidecar : null;
  }

  // Where names don't fit. Copies have one title, so its counter must not make it the sidecar of another one.
  private byItsTitle(file: string): Sidecar | null {
    const sidecar = this.byTitle.get(file) ?? null;
    if (sidecar === null) return null;
    const { name, counter } = splitCounter(stemOf(sidecar));
    if (counter === '') return sidecar;
    // Of names that were cut to the same, all but one have a counter, too.
    const isCut = name.length === stemLimit && name.length < sidecar.title.length && file.startsWith(name);
    const { base, extension } = splitExtension(file);
    return isCut && !this.files.has(base + counter + extension) ? sidecar : null;
  }

  // "IMG-edited.jpg", in whatever language: the word after the last hyphen goes, and then the one before it.
  private ofOriginal(file: string): Sidecar | null {
    const { name, counter } = splitFile(file);
    // Of a name that is cut anyway nothing is left of that word: it is the same name once more.
    if (counter !== '' && name.length === fileLimit && this.files.has(name)) return this.own(name);
    const { base, extension } = splitExtension(name);
    const stripped = /^(.+)-[^-\d.()]*$/.exec(base)?.[1];
    if (stripped === undefined) return null;
    const before = `${stripped}${counter}${extension}`;
    const original = [before, ...sameBase(`${stripped}${counter}`)].find((other) => this.files.has(other));
    const found = original === undefined ? null : this.own(original);
    return found ?? this.ofOriginal(before);
  }

  private ofStill(file: string): Sidecar | null {
    for (const other of sameBase(splitExtension(file).base)) {
      const sidecar = other === file || !this.files.has(other) ? null : this.own(other);
      if (sidecar !== null) return sidecar;
    }
    return null;
  }
}

interface NameParts {
  readonly name: string;
  /** As in "(1)"; empty where there is none. */
  readonly counter: string;
}

const stemOf = (sidecar: Sidecar): string => sidecar.name.normalize('NFC').replace(/\.json$/i, '');

function splitCounter(words: string): NameParts {
  const [counter = ''] = /\(\d+\)$/.exec(words) ?? [];
  return { name: words.slice(0, words.length - counter.length), counter };
}

function splitExtension(name: string): { base: string; extension: string } {
  const [extension = ''] = /\.[^.]*$/.exec(name) ?? [];
  return { base: name.slice(0, name.length - extension.length), extension };
}

/** "IMG(1).jpg" as "IMG.jpg" and "(1)". */
function splitFile(file: string): NameParts {
  const { base, extension } = splitExtension(file);
  const { name, counter } = splitCounter(base);
  return { name: name + extension, counter };
}

/** What an export calls the first photo of a title, but for letters that it leaves out and puts an underscore for. */
function exportedName(title: string): string {
  const { base, extension } = splitExtension(title.normalize('NFC').replace(/[\\/:*?"<>|&%']/g, '_'));
  return base.slice(0, fileLimit - extension.length) + extension;
}

/** Whether the sidecar's title is that of a file of this name. */
function isOf({ title }: Sidecar, name: string): boolean {
  if (title === '' || isLike(exportedName(title), name)) return true;
  // Should an export leave more of a name than we know, it is still how the title begins.
  const { base } = splitExtension(name);
  return name.length >= fileLimit && isLike(title.normalize('NFC').slice(0, base.length), base);
}

const isLike = (title: string, name: string): boolean =>
  title.length === name.length &&
  title.split('').every((unit, index) => unit === name[index] || name[index] === '_');

const extensions = ['HEIC', 'heic', 'JPG', 'jpg', 'JPEG', 'jpeg', 'PNG', 'png', 'MOV', 'mov', 'MP4', 'mp4'];

const sameBase = (base: string): string[] => extensions.map((extension) => `${base}.${extension}`);

/** What a JSON file of an export turned out to be. */
export type TakeoutNote =
  | { readonly kind: 'sidecar'; readonly sidecar: Sidecar }
  /** Only folders that are albums have one. The title may be empty. */
  | { readonly kind: 'album'; readonly title: string };

// What older exports name the folder of a day by, with metadata of its own: nobody's album.
const dayTitle = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the content of a JSON file of an export; null where it is about neither a photo nor an album. */
export function readTakeoutNote(name: string, content: unknown): TakeoutNote | null {
  const note = fieldsOf(content);
  if (typeof note.title !== 'string') return null;
  const taken = fieldsOf(note.photoTakenTime).timestamp;
  if (taken === undefined && note.url === undefined) {
    return dayTitle.test(note.title.trim())
      ? null
      : { kind: 'album', title: note.title.normalize('NFC').trim() };
  }
  const seconds = typeof taken === 'string' && /^-?\d+$/.test(taken) ? Number(taken) : Number.NaN;
  const date = new Date(seconds * 1000);
  // One beyond what a calendar holds could not be written down for the server.
  const takenAt = Number.isNaN(date.getTime()) ? null : date;
  return {
    kind: 'sidecar',
    sidecar: { name, title: note.title, takenAt, isTrashed: note.trashed === true },
  };
}

function fieldsOf(content: unknown): Readonly<Record<string, unknown>> {
  return content instanceof Object ? { ...content } : {};
}
