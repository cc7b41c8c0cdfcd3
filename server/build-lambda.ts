import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Zippable, zipSync } from 'fflate';
import { type Arch, bundleLambda } from './bundle-lambda.ts';

// `pnpm --filter @picup/server run lambda [--arch arm64|x64]` writes dist/lambda-<arch>.zip, and what is in it beside it.
const MIB = 1024 ** 2;
/** Lambda's own limits of a function's zip: as it is, and as it lies on the disk. */
const MAX_ZIPPED = 50 * MIB;
const MAX_UNZIPPED = 250 * MIB;
/** The same content makes the same zip. */
const mtime = '1980-01-02T00:00:00Z';

const { values } = parseArgs({ options: { arch: { type: 'string', default: process.arch } } });
const { arch } = values;
const isArch = (name: string): name is Arch => name === 'arm64' || name === 'x64';
if (!isArch(arch)) throw new Error('--arch is arm64 or x64.');

const dist = fileURLToPath(new URL('dist', import.meta.url));
const folder = join(dist, `lambda-${arch}`);
await bundleLambda(folder, arch);

const files: Zippable = {};
let unzipped = 0;
for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
  const whole = join(folder, path);
  if (!statSync(whole).isFile()) continue;
  const content = readFileSync(whole);
  unzipped += content.length;
  // Unix, readable by all: Lambda runs the function as somebody else.
  files[path] = [content, { mtime, os: 3, attrs: 0o100644 << 16 }];
}
const zip = zipSync(files, { level: 9 });
writeFileSync(`${folder}.zip`, zip);

const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
process.stdout.write(`${folder}.zip: ${mib(zip.length)}, ${mib(unzipped)} unzipped\n`);
if (zip.length > MAX_ZIPPED || unzipped > MAX_UNZIPPED)
  throw new Error(`Lambda takes ${mib(MAX_ZIPPED)} at most, and ${mib(MAX_UNZIPPED)} unzipped.`);
