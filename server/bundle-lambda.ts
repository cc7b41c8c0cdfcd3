import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Lambda's two kinds of processors. */
export type Arch = 'arm64' | 'x64';

const here = fileURLToPath(new URL('.', import.meta.url));

// Some of what is bundled was written for CommonJS, and asks for Node's own modules in its way.
const banner = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`;

/**
 * Writes the Lambda function into a folder: one bundle, the decoders' child beside it, and sharp with its binary for the
 * processor. Its handler is `lambda.handler`.
 */
export async function bundleLambda(folder: string, arch: Arch): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const children = readdirSync(join(here, 'src', 'media')).filter((file) => file.endsWith('.child.ts'));
  await build({
    absWorkingDir: here,
    entryPoints: [
      { in: 'src/lambda.ts', out: 'lambda' },
      ...children.map((file) => ({ in: `src/media/${file}`, out: basename(file, '.ts') })),
    ],
    outdir: folder,
    bundle: true,
    splitting: true,
    external: ['sharp'],
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: banner },
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  copySharp(join(folder, 'node_modules'), arch);
}

type Manifest = { dependencies: Record<string, string>; optionalDependencies: Record<string, string> };

/** Copies sharp and what it needs at run time; a binary for another processor than this one's comes from the registry. */
function copySharp(modules: string, arch: Arch): void {
  const sharp = realpathSync(join(here, 'node_modules', 'sharp'));
  const beside = dirname(sharp);
  const { dependencies, optionalDependencies }: Manifest = JSON.parse(
    readFileSync(join(sharp, 'package.json'), 'utf8'),
  );
  for (const name of ['sharp', ...Object.keys(dependencies)])
    cpSync(join(beside, name), join(modules, name), { recursive: true, dereference: true });
  for (const name of [`@img/sharp-linux-${arch}`, `@img/sharp-libvips-linux-${arch}`]) {
    const version = optionalDependencies[name];
    if (!version) throw new Error(`sharp knows no ${name}.`);
    if (arch === process.arch && process.platform === 'linux')
      cpSync(join(beside, name), join(modules, name), { recursive: true, dereference: true });
    else fetchPackage(name, version, join(modules, name));
  }
}

/** Brings a package that was not installed here, and takes it only where it is the one that the lockfile names. */
function fetchPackage(name: string, version: string, folder: string): void {
  const work = mkdtempSync(join(tmpdir(), 'picup-lambda-'));
  try {
    const packed = execFileSync(
      'npm',
      ['pack', '--silent', '--pack-destination', work, `${name}@${version}`],
      {
        encoding: 'utf8',
        cwd: work,
      },
    );
    const archive = join(work, packed.trim());
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    const expected = lockedIntegrity(name, version);
    if (found !== expected) throw new Error(`${name}@${version} is not what the lockfile names.`);
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function lockedIntegrity(name: string, version: string): string | undefined {
  const lock = readFileSync(join(here, '..', 'pnpm-lock.yaml'), 'utf8');
  const entry = lock.indexOf(`\n  '${name}@${version}':\n`);
  return entry === -1 ? undefined : /integrity: (sha512-[\w+/=]+)/.exec(lock.slice(entry, entry + 400))?.[1];
}
