import { parseArgs } from 'node:util';

/** The command cannot be understood; the message says what to change. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Which album a file goes to. */
export type AlbumChoice =
  | { readonly kind: 'one'; readonly name: string | null }
  | { readonly kind: 'each-folder' }
  /** The export's own albums; what is in none goes to the one that is named. */
  | { readonly kind: 'takeout'; readonly rest: string | null };

/** What a person asked for. */
export interface Options {
  readonly folder: string;
  /** An origin, with no slash at its end. */
  readonly server: string;
  readonly user: string;
  readonly passwordFromStdin: boolean;
  readonly albums: AlbumChoice;
  readonly again: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Reads the arguments of the command; `help` where that is all that was asked for. Throws a UsageError. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [folder, ...more] = positionals;
  if (folder === undefined) throw new UsageError('Name the folder to upload.');
  if (more.length > 0) throw new UsageError('Name one folder. One with spaces in its name needs quotes.');
  const dryRun = values['dry-run'] ?? false;
  if (values.server === undefined && !dryRun) throw new UsageError('Say where Pic-up runs: --server URL.');
  if (values.user === undefined && !dryRun) throw new UsageError('Say who you are: --user NAME.');
  return {
    folder,
    server: originOf(values.server ?? 'http://localhost'),
    user: values.user ?? '',
    passwordFromStdin: values['password-stdin'] ?? false,
    albums: albumsOf(values),
    again: values.again ?? false,
    dryRun,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        user: { type: 'string' },
        'password-stdin': { type: 'boolean' },
        album: { type: 'string' },
        'album-per-folder': { type: 'boolean' },
        takeout: { type: 'boolean' },
        again: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function albumsOf(values: {
  album?: string | undefined;
  'album-per-folder'?: boolean | undefined;
  takeout?: boolean | undefined;
}): AlbumChoice {
  const name = values.album?.normalize('NFC').trim() ?? null;
  if (name !== null && (name === '' || [...name].length > 100))
    throw new UsageError("An album's name has 1 to 100 characters.");
  if (values['album-per-folder'] && (values.takeout || name !== null))
    throw new UsageError('--album-per-folder goes neither with --takeout nor with --album.');
  if (values.takeout) return { kind: 'takeout', rest: name };
  return values['album-per-folder'] ? { kind: 'each-folder' } : { kind: 'one', name };
}

function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`--server is an address such as https://photos.example.com, not ${server}.`);
  return url.origin;
}
