import { describe, expect, it } from 'vitest';
import { cameraName, coordinates, exposureText, mapUrl } from './shot-words.ts';

describe('cameraName', () => {
  it('names the maker once', () => {
    expect(cameraName({ cameraMake: 'Apple', cameraModel: 'iPhone 13' })).toBe('Apple iPhone 13');
    expect(cameraName({ cameraMake: 'NIKON CORPORATION', cameraModel: 'NIKON D90' })).toBe('NIKON D90');
    expect(cameraName({ cameraMake: null, cameraModel: 'X100' })).toBe('X100');
    expect(cameraName({ cameraMake: 'Sony', cameraModel: null })).toBe('Sony');
    expect(cameraName({ cameraMake: null, cameraModel: null })).toBeNull();
  });
});

describe('exposureText', () => {
  it('writes short times as fractions and long ones as seconds', () => {
    expect([0.008, 1 / 4000, 0.25, 0.5, 1.3, 30].map(exposureText)).toEqual([
      '1/125',
      '1/4000',
      '1/4',
      '0.5',
      '1.3',
      '30',
    ]);
  });
});

describe('a place', () => {
  const seoul = {
    __typename: 'PictureLocation',
    latitude: 37.56654,
    longitude: 126.978,
    altitude: null,
  } as const;
  it('is written with its hemispheres', () => {
    expect(coordinates(seoul)).toBe('37.5665° N, 126.9780° E');
    expect(coordinates({ ...seoul, latitude: -33.9, longitude: -70.5 })).toBe('33.9000° S, 70.5000° W');
  });

  it('has its marker on the map', () => {
    expect(mapUrl(seoul)).toBe(
      'https://www.openstreetmap.org/?mlat=37.56654&mlon=126.97800#map=16/37.56654/126.97800',
    );
  });
});
