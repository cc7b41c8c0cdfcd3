import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tailOf } from './log-file.ts';
import { root } from './root.ts';
import { runLogged } from './run-command.ts';
import { say, stopping } from './terminal.ts';

const LINES_OF_A_FAILURE = 80;

/** One part of `npm test`. */
export type TestPart = {
  name: string;
  /** A program of the package's own node_modules/.bin, run in the package's folder. */
  program: string;
  args: string[];
  /** The workspace folder it runs in; without it, the root. */
  folder?: string;
  /** Who wrote the report that its tests are counted in; without it, the part counts as one test. */
  report?: 'vitest' | 'playwright';
};

/** How one part went. */
export type PartResult = {
  name: string;
  passed: number;
  /** How many of those that passed did so at their second try only. */
  flaky: number;
  failed: number;
  seconds: number;
};

/**
 * Runs one part; shows the end of its words where it fails.
 * @param dir takes its log and its report.
 */
export async function runPart(part: TestPart, dir: string, env: Record<string, string>): Promise<PartResult> {
  const start = performance.now();
  const name = part.name.replaceAll(' ', '-');
  const log = join(dir, 'log', `${name}.log`);
  const report = join(dir, `${name}.json`);
  const cwd = join(root, part.folder ?? '');
  const ok = await runLogged(
    join(cwd, 'node_modules', '.bin', part.program),
    [...part.args, ...reporting(part, report)],
    log,
    {
      cwd,
      env: { ...process.env, ...env, PICUP_REPORT: report, NO_COLOR: '1', FORCE_COLOR: undefined },
    },
  );
  stopping.signal.throwIfAborted();
  const counts = countTests(part, report, ok);
  const { failed } = counts;
  const seconds = (performance.now() - start) / 1000;
  if (failed > 0) say(`\n${part.name}:\n${tailOf(log, LINES_OF_A_FAILURE)}\n`);
  say(`  ${failed > 0 ? '✗' : '✓'} ${part.name} (${seconds.toFixed(1)} s)`);
  return { name: part.name, ...counts, seconds };
}

function reporting({ report }: TestPart, file: string): string[] {
  return report === 'vitest' ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`] : [];
}

/**
 * Counts the tests in a part's report; a part without one is itself the only test. A part that failed counts as at least
 * one failure, also where no test of it did, as when a file can't be read.
 */
export function countTests(
  { report }: Pick<TestPart, 'report'>,
  file: string,
  ok: boolean,
): Pick<PartResult, 'passed' | 'flaky' | 'failed'> {
  const counted = report ? readReport(file) : { passed: ok ? 1 : 0, flaky: 0, failed: 0 };
  return { ...counted, failed: ok ? counted.failed : Math.max(1, counted.failed) };
}

function readReport(file: string): ReturnType<typeof countTests> {
  if (!existsSync(file)) return { passed: 0, flaky: 0, failed: 0 };
  const { numPassedTests, numFailedTests, stats }: VitestReport & PlaywrightReport = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  if (!stats) return { passed: numPassedTests ?? 0, flaky: 0, failed: numFailedTests ?? 0 };
  const { expected = 0, flaky = 0, unexpected = 0 } = stats;
  return { passed: expected + flaky, flaky, failed: unexpected };
}

type VitestReport = { numPassedTests?: number; numFailedTests?: number };
type PlaywrightReport = { stats?: { expected?: number; flaky?: number; unexpected?: number } };
