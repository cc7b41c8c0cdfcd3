import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1] ?? '';
  const pair = /light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/.exec(value);
  return (theme === 'light' ? pair?.[1] : pair?.[2]) ?? value;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast of two colours, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const text: [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'sheet'],
  ['ink', 'wash'],
  ['ink', 'mint-wash'],
  ['ink-soft', 'paper'],
  ['ink-soft', 'sheet'],
  ['ink-soft', 'wash'],
  ['mint-ink', 'paper'],
  ['mint-ink', 'sheet'],
  ['mint-ink', 'wash'],
  ['mint-ink', 'mint-wash'],
  ['on-mint', 'mint'],
  ['on-mint', 'mint-hover'],
  ['danger', 'paper'],
  ['danger', 'sheet'],
  ['danger', 'danger-wash'],
  ['on-danger', 'danger'],
  ['paper', 'ink'],
  ['room-ink', 'room'],
  ['room-ink-soft', 'room-sheet'],
  ['room-mint', 'room-sheet'],
];

const shapes: [string, string][] = [
  ['line-strong', 'paper'],
  ['line-strong', 'sheet'],
  ['mint-ink', 'paper'],
  ['room-mint', 'room'],
];

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it.each(text)('sets %s on %s at 4.5:1 or more', (ink, ground) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)('draws %s on %s at 3:1 or more', (line, ground) => {
    expect(contrast(token(line, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});
