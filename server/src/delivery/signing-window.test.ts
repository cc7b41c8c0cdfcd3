import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signingWindow } from './signing-window.ts';

const member = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
  minLength: 26,
  maxLength: 26,
});
const moment = fc.double({ min: 1_700_000_000, max: 2_500_000_000, noNaN: true });
const rules = fc.record({
  window: fc.integer({ min: 1, max: 86_400 }),
  minLife: fc.integer({ min: 1, max: 86_400 }),
});

describe('signing window', () => {
  it('leaves every URL at least its least life, and at most a window more', () => {
    fc.assert(
      fc.property(member, moment, rules, (id, now, { window, minLife }) => {
        const { expires } = signingWindow(id, now, { window, minLife });
        expect(expires - now).toBeGreaterThanOrEqual(minLife);
        expect(expires - now).toBeLessThan(minLife + window);
        expect(Number.isInteger(expires)).toBe(true);
      }),
    );
  });

  it('is the same until it turns, on every clock, and the next one after', () => {
    fc.assert(
      fc.property(
        member,
        moment,
        rules,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, now, rule, part) => {
          const { expires, turnsAt } = signingWindow(id, now, rule);
          expect(turnsAt).toBeGreaterThanOrEqual(now);
          expect(signingWindow(id, now + (turnsAt - now) * part, rule).expires).toBe(expires);
          expect(signingWindow(id, turnsAt + 0.001, rule).expires).toBe(expires + rule.window);
        },
      ),
    );
  });

  it('turns at different moments for different members', () => {
    const ends = Array.from(
      { length: 200 },
      (_, index) =>
        signingWindow(`member${index}`, 1_795_000_000, { window: 21_600, minLife: 21_600 }).expires,
    );
    expect(new Set(ends).size).toBeGreaterThan(190);
  });
});
