import { expect, test } from 'vitest';
import { partLength, partPlan } from './part-plan.ts';

const MIB = 1024 ** 2;
const config = { MULTIPART_THRESHOLD_BYTES: 64 * MIB, PART_BYTES: 16 * MIB };

test('a file up to the threshold goes in one piece', () => {
  expect(partPlan(64 * MIB, config)).toBeUndefined();
});

test.each([64 * MIB + 1, 100 * MIB, 10 * 1024 * MIB, 1024 * 1024 * MIB])(
  'the parts of %d bytes add up, within S3 limits',
  (byteSize) => {
    const plan = partPlan(byteSize, config);
    if (!plan) throw new Error('expected parts');
    const lengths = Array.from({ length: plan.partCount }, (_, i) => partLength(byteSize, plan, i + 1));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(byteSize);
    expect(plan.partCount).toBeLessThanOrEqual(10_000);
    expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThanOrEqual(5 * MIB);
    expect(lengths.at(-1)).toBeGreaterThan(0);
  },
);
