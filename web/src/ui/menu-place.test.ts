import { expect, it } from 'vitest';
import { placeMenu } from './menu-place.ts';

const room = { width: 640, height: 400 };
const button = (right: number, top: number) => ({ right, top, bottom: top + 44 });

it('a menu hangs below its button and ends where that ends', () => {
  expect(placeMenu(button(600, 6), { width: 232, height: 120 }, room)).toMatchObject({ left: 368, top: 58 });
});

it('a menu without room below stands above, and is as high as the window lets it', () => {
  expect(placeMenu(button(600, 340), { width: 232, height: 120 }, room)).toMatchObject({ top: 212 });
  expect(placeMenu(button(600, 6), { width: 232, height: 450 }, room)).toMatchObject({
    top: 58,
    maxHeight: 334,
  });
  expect(placeMenu(button(600, 340), { width: 232, height: 450 }, room)).toMatchObject({
    top: 8,
    maxHeight: 324,
  });
});

it('a menu never goes past the sides of the window', () => {
  expect(placeMenu(button(52, 6), { width: 232, height: 120 }, room).left).toBe(8);
  expect(placeMenu(button(650, 6), { width: 232, height: 120 }, room).left).toBe(400);
});
