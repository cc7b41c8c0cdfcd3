import { describe, expect, it } from 'vitest';
import { compareSlides, isDisplayable, type Slide } from './slides.ts';

function slides(ids: string): Slide[] {
  return [...ids].map((id) => ({ id, src: `${id}.webp`, ready: true, width: undefined }));
}

function replaced(list: Slide[], at: number, change: Partial<Slide>): Slide[] {
  return list.map((slide, index) => (index === at ? { ...slide, ...change } : slide));
}

describe('compareSlides', () => {
  it('sees that nothing has changed', () => {
    expect(compareSlides(slides('abc'), slides('abc'), 0)).toBe('same');
  });

  it('sees that the next page has come', () => {
    expect(compareSlides(slides('abc'), slides('abcdef'), 2)).toBe('grown');
  });

  it('sees a deletion, and an upload at the front', () => {
    expect(compareSlides(slides('abc'), slides('ac'), 0)).toBe('changed');
    expect(compareSlides(slides('abc'), slides('xabc'), 0)).toBe('changed');
  });

  it('leaves a picture alone when only its signature is new', () => {
    const renewed = replaced(slides('abc'), 1, { src: 'b.webp?new' });
    expect(compareSlides(slides('abc'), renewed, 1)).toBe('same');
  });

  it('shows a picture that has become ready', () => {
    const waiting = replaced(slides('abc'), 1, { src: 'data:', ready: false });
    expect(compareSlides(waiting, slides('abc'), 0)).toBe('changed');
  });
});

describe('isDisplayable', () => {
  it('never takes a HEIC for something that a browser shows', () => {
    expect(isDisplayable('image/heic')).toBe(false);
    expect(isDisplayable('image/avif')).toBe(true);
    expect(isDisplayable('video/mp4')).toBe(false);
  });
});
