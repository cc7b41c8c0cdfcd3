/** CSS pixels between a menu and its button, and between a menu and the window's edges. */
const gap = 8;

/** Where a menu stands in the window, and how high it may be; CSS pixels. */
export interface MenuPlace {
  readonly left: number;
  readonly top: number;
  readonly maxHeight: number;
}

/**
 * Below its button and ending where that ends; above where only there is room for all of it; and never past the window's
 * edges: what has no room on either side scrolls on the larger one.
 */
export function placeMenu(
  button: Pick<DOMRect, 'top' | 'bottom' | 'right'>,
  menu: { width: number; height: number },
  room: { width: number; height: number },
): MenuPlace {
  const below = room.height - button.bottom - 2 * gap;
  const above = button.top - 2 * gap;
  const goesUp = menu.height > below && above > below;
  const maxHeight = goesUp ? above : below;
  return {
    left: Math.max(gap, Math.min(button.right, room.width - gap) - menu.width),
    top: goesUp ? button.top - gap - Math.min(menu.height, above) : button.bottom + gap,
    maxHeight,
  };
}
