import { describe, expect, it } from 'vitest';
import { tileSource } from './tile-source.ts';

const picture = { width: 4000, height: 3000, small: 's.webp', medium: 'm.webp' };

describe('tileSource', () => {
  it('offers both renditions with their true widths', () => {
    expect(tileSource(picture, 240, 180)?.srcSet).toBe('s.webp 320w, m.webp 960w');
    expect(tileSource({ ...picture, width: 3000, height: 4000 }, 135, 180)?.srcSet).toBe(
      's.webp 240w, m.webp 720w',
    );
  });

  it('counts the part that a square box cuts off', () => {
    expect(tileSource(picture, 200, 200)?.sizes).toBe('233px');
  });

  it('is content with a rendition that is enlarged by a hair', () => {
    expect(tileSource(picture, 366, 274)?.sizes).toBe('319px');
    expect(tileSource(picture, 372, 279)?.sizes).toBe('324px');
  });

  it('offers one rendition where the original is smaller than both', () => {
    expect(tileSource({ ...picture, width: 200, height: 100 }, 200, 100)?.srcSet).toBe('s.webp 200w');
  });

  it('has nothing to offer until the picture is ready', () => {
    expect(tileSource({ width: null, height: null, small: null, medium: null }, 10, 10)).toBeNull();
  });
});
