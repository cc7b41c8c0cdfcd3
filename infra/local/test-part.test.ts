import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countTests, runPart, type TestPart } from './test-part.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-part-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function written(report: object): string {
  writeFileSync(join(dir, 'report.json'), JSON.stringify(report));
  return join(dir, 'report.json');
}

it("counts what each runner's report says", () => {
  const vitest = written({ numPassedTests: 12, numFailedTests: 1, numPendingTests: 3 });
  expect(countTests({ report: 'vitest' }, vitest, false)).toEqual({ passed: 12, flaky: 0, failed: 1 });
  const playwright = written({ stats: { expected: 5, flaky: 1, unexpected: 2, skipped: 4 } });
  expect(countTests({ report: 'playwright' }, playwright, false)).toEqual({ passed: 6, flaky: 1, failed: 2 });
});

it('counts a runner that fails with no test of it failing as one failure', () => {
  const report = written({ numPassedTests: 12, numFailedTests: 0 });
  expect(countTests({ report: 'vitest' }, report, false)).toEqual({ passed: 12, flaky: 0, failed: 1 });
  expect(countTests({ report: 'vitest' }, report, true)).toEqual({ passed: 12, flaky: 0, failed: 0 });
});

it('counts a check without a report as one test', async () => {
  const passes = await runPart({ name: 'types', program: 'tsc', args: ['--version'] }, dir, {});
  expect(passes).toMatchObject({ passed: 1, failed: 0 });
  const fails = await runPart({ name: 'types', program: 'tsc', args: ['--no-such-option'] }, dir, {});
  expect(fails).toMatchObject({ passed: 0, failed: 1 });
});

it('counts a runner that ends without a report as a failure', async () => {
  const part: TestPart = { name: 'tests', program: 'vitest', args: ['--no-such-option'], report: 'vitest' };
  expect(await runPart(part, dir, {})).toMatchObject({ passed: 0, failed: 1 });
});
