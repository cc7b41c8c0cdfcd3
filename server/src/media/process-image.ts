import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImageFacts, Rendered } from './child-protocol.ts';
import { decodeBytes, portableHeifBytes, renderBytes } from './decode-cost.ts';
import { MediaError, MediaMachineError, MediaSourceError } from './media-error.ts';
import type { MediaResult, Rendition } from './media-result.ts';
import { type MediaSource, readRange } from './media-source.ts';
import type { MediaFamily, MediaType } from './media-type.ts';
import { extractPreviews, readRaw } from './read-raw.ts';
import { runProgram } from './run-program.ts';
import type { Workbench } from './workbench.ts';

/** Time for one step in a decoding child, on a machine that is busy with others. */
const stepMs = 75_000;

/** A step that takes more than this is worth the start of a decoder afterwards. */
const largeBytes = 160 * 1024 * 1024;

/** What libvips must call a file of each family; one that opens as another was made to deceive. */
const formats: Partial<Record<MediaFamily, string>> = {
  JPEG: 'jpeg',
  PNG: 'png',
  WEBP: 'webp',
  GIF: 'gif',
  AVIF: 'heif',
  HEIF: 'heif',
};

/** Copies an image here, reads its header, and only then decides whether and how its pixels are decoded. */
export async function processImage(
  source: MediaSource,
  type: MediaType,
  bench: Workbench,
): Promise<MediaResult> {
  if (source.byteSize > bench.limits.imageBytes) {
    throw new MediaError('TOO_LARGE', { message: 'The image file is larger than Pic-up can read.' });
  }
  const path = join(bench.directory, 'original');
  const sha256 = await copyObject(source, path, bench);
  const { facts, rendered } =
    type.family === 'RAW' ? await fromRaw(path, bench) : await fromPixels(path, type, bench);
  return {
    contentType: containedType(facts) ?? type.contentType,
    kind: 'IMAGE',
    width: rendered.width,
    height: rendered.height,
    duration: null,
    takenAt: facts.takenAt,
    placeholder: Buffer.from(rendered.placeholder),
    renditions: renditionsOf(rendered),
    details: facts.details,
    needsPlayback: false,
    sha256,
  };
}

type Outcome = { facts: ImageFacts; rendered: Rendered };

async function fromPixels(path: string, type: MediaType, bench: Workbench): Promise<Outcome> {
  const facts = await inspect(path, bench);
  if (facts.format !== formats[type.family]) throw new MediaError('DAMAGED');
  if (facts.format !== 'heif')
    return { facts, rendered: await render(path, facts, bench, facts.orientation) };
  // libheif has turned what it decodes; turning it by EXIF as well would turn it twice.
  const hevc = facts.compression === 'hevc';
  return { facts, rendered: hevc ? await renderHeif(path, facts, bench) : await render(path, facts, bench) };
}

/** A raw file is shown as the largest preview in it, which lies as the sensor did. */
async function fromRaw(path: string, bench: Workbench): Promise<Outcome> {
  const raw = await readRaw(path, bench);
  let largest: { preview: string; facts: ImageFacts } | undefined;
  for (const preview of await extractPreviews(path, bench)) {
    const facts = await inspect(preview, bench);
    if (!largest || facts.width * facts.height > largest.facts.width * largest.facts.height)
      largest = { preview, facts };
  }
  if (largest?.facts.format !== 'jpeg') throw new MediaError('DAMAGED');
  const orientation = raw.orientation > 1 ? raw.orientation : largest.facts.orientation;
  const rendered = await render(largest.preview, largest.facts, bench, orientation);
  return { facts: { ...largest.facts, ...raw }, rendered };
}

/** Inside HEIF the codec names the type, and brands may name another. */
function containedType(facts: ImageFacts): string | undefined {
  if (facts.compression === 'av1') return 'image/avif';
  return facts.compression === 'hevc' ? 'image/heic' : undefined;
}

/**
 * Copies the whole object and hashes it on the way.
 * @returns its SHA-256, base64.
 * @throws like `readRange`; a full disk is a MediaMachineError.
 */
export async function copyObject(
  source: MediaSource,
  path: string,
  { limits, signal }: Pick<Workbench, 'limits' | 'signal'>,
): Promise<string> {
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of readRange(source, { start: 0, end: source.byteSize }, limits.stallMs, signal)) {
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(hashed, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MediaSourceError || error instanceof MediaError) throw error;
    throw new MediaMachineError('The file could not be copied to the temporary folder', { cause: error });
  }
  return hash.digest('base64');
}

async function inspect(path: string, bench: Workbench): Promise<ImageFacts> {
  const release = await bench.gate.acquire(renderBytes, bench.signal);
  try {
    const { signal } = bench;
    return (await bench.children.ask({ type: 'inspect', path }, 'inspected', { timeoutMs: stepMs, signal }))
      .facts;
  } finally {
    release();
  }
}

/** Runs one decoding step once there is memory for it; a picture that never fits is refused. */
export async function within<Result>(
  bytes: number,
  bench: Workbench,
  step: () => Promise<Result>,
): Promise<Result> {
  if (bytes > bench.limits.memoryBytes) throw new MediaError('TOO_LARGE');
  const release = await bench.gate.acquire(bytes, bench.signal);
  try {
    if (bytes > largeBytes) await bench.children.thinOut();
    return await step();
  } finally {
    release();
  }
}

/** Decodes an image once and makes all renditions of it. */
function render(path: string, facts: ImageFacts, bench: Workbench, orientation = 1): Promise<Rendered> {
  return within(decodeBytes(facts), bench, async () => {
    const request = { type: 'render' as const, path, orientation, page: facts.primaryPage };
    const answer = await bench.children.ask(request, 'rendered', { timeoutMs: stepMs, signal: bench.signal });
    return answer.rendered;
  });
}

/** HEVC pixels: heif-convert is fastest, libheif's WebAssembly build knows more; both leave an upright JPEG. */
async function renderHeif(path: string, facts: ImageFacts, bench: Workbench): Promise<Rendered> {
  const decoded = join(bench.directory, 'decoded.jpg');
  // heif-convert would decode every picture in the file, and number its outputs.
  if (facts.pages === 1 && (await convertHeif(path, decoded, facts, bench))) {
    return render(decoded, await inspect(decoded, bench), bench);
  }
  const request = { type: 'heif' as const, path, output: decoded };
  const { width, height } = await within(portableHeifBytes(facts), bench, () =>
    bench.children.ask(request, 'decoded', { timeoutMs: stepMs, signal: bench.signal, last: true }),
  );
  return { ...(await render(decoded, await inspect(decoded, bench), bench)), width, height };
}

/** False where heif-convert is missing or does not understand the file. */
async function convertHeif(
  path: string,
  output: string,
  facts: ImageFacts,
  bench: Workbench,
): Promise<boolean> {
  const bytes = decodeBytes(facts);
  const end = await within(bytes, bench, () =>
    runProgram('heif-convert', ['-q', '95', path, output], {
      cwd: bench.directory,
      signal: bench.signal,
      timeoutMs: stepMs,
      cpuSeconds: 40,
      addressBytes: 512 * 1024 * 1024 + bytes * 2,
      fileBytes: 256 * 1024 * 1024,
      network: false,
    }),
  ).catch((error: unknown) => {
    if (error instanceof MediaMachineError) return undefined;
    throw error;
  });
  if (end?.timedOut || end?.signal === 'SIGXCPU') throw new MediaError('TIMEOUT');
  if (end?.code === 0 && (await exists(output))) return true;
  await rm(output, { force: true });
  return false;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The child's bytes as the rest of the server handles bytes. */
export function renditionsOf({ renditions }: Rendered): MediaResult['renditions'] {
  const rendition = ({ body, width, height }: Rendered['renditions']['small']): Rendition => ({
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    width,
    height,
  });
  return {
    small: rendition(renditions.small),
    medium: rendition(renditions.medium),
    large: rendition(renditions.large),
  };
}
