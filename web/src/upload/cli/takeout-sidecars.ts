/** What a Google Takeout export says of one photo or video, in a JSON file beside it. */
export interface Sidecar {
  /** Its own file name. */
  readonly name: string;
  /** The photo's file name in Google Photos, before the export shortened and numbered it. */
  readonly title: string;
  readonly takenAt: Date | null;
  readonly isTrashed: boolean;
}

// The export cuts "<file name>.supplemental-metadata" to 46 characters or so; older ones added nothing to the file name, and
// cut it alike.
const suffix = '.supplemental-metadata';
const shortestCut = 40;

/** The sidecars of one folder, found by the names of the files they belong to. */
export class SidecarsOfFolder {
  private readonly byStem: Map<string, Sidecar> = new Map();
  private readonly byTitle: Map<string, Sidecar | null> = new Map();

  constructor(sidecars: readonly Sidecar[]) {
    for (const sidecar of sidecars) {
      this.byStem.set(sidecar.name.replace(/\.json$/i, ''), sidecar);
      // Two with one title tell nothing about which is whose.
      this.byTitle.set(sidecar.title, this.byTitle.has(sidecar.title) ? null : sidecar);
    }
  }

  /**
   * The sidecar of a file, or null. One that has none of its own has that of the file it was made of: an edited copy that
   * of its original, the film of a live photo that of its still.
   * @param siblings names of all photos and videos of the folder.
   */
  of(name: string, siblings: ReadonlySet<string>): Sidecar | null {
    return this.own(name) ?? this.ofOriginal(name, siblings) ?? this.ofStill(name, siblings);
  }

  private own(name: string): Sidecar | null {
    return this.byName(name, '') ?? this.byCounter(name) ?? this.byTitle.get(name) ?? null;
  }

  // "IMG(1).jpg" has "IMG.jpg(1).json" or "IMG.jpg.supplemental-metadata(1).json".
  private byCounter(name: string): Sidecar | null {
    const found = /^(.*)(\(\d+\))(\.[^.]*)?$/.exec(name);
    return found === null ? null : this.byName(`${found[1]}${found[3] ?? ''}`, found[2] ?? '');
  }

  private byName(name: string, counter: string): Sidecar | null {
    const full = name + suffix;
    const shortest = Math.min(name.length, shortestCut);
    for (let length = full.length; length >= shortest; length -= 1) {
      const sidecar = this.byStem.get(full.slice(0, length) + counter);
      if (sidecar !== undefined) return sidecar;
    }
    return null;
  }

  // "IMG-edited.jpg", in whatever language: the word after the last hyphen goes.
  private ofOriginal(name: string, siblings: ReadonlySet<string>): Sidecar | null {
    const found = /^(.+)-[^-\d.()]+(\(\d+\))?(\.[^.]*)$/.exec(name);
    if (found === null) return null;
    const [, base, counter = '', extension] = found;
    const original = [`${base}${counter}${extension}`, ...sameBase(`${base}${counter}`, siblings)].find(
      (other) => siblings.has(other),
    );
    return original === undefined ? null : this.own(original);
  }

  private ofStill(name: string, siblings: ReadonlySet<string>): Sidecar | null {
    for (const other of sameBase(name.replace(/\.[^.]*$/, ''), siblings)) {
      const sidecar = other === name ? null : this.own(other);
      if (sidecar !== null) return sidecar;
    }
    return null;
  }
}

const extensions = ['HEIC', 'heic', 'JPG', 'jpg', 'JPEG', 'jpeg', 'PNG', 'png', 'MOV', 'mov', 'MP4', 'mp4'];

function sameBase(base: string, siblings: ReadonlySet<string>): string[] {
  return extensions.map((extension) => `${base}.${extension}`).filter((name) => siblings.has(name));
}

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
