let pressed: KeyboardEvent[] = [];

/** Keeps a key that was pressed in the lightbox before its code was there. */
export function keepEarlyKey(event: KeyboardEvent): void {
  pressed.push(event);
}

/** Forgets the keys kept; answers them in the order in which they were pressed. */
export function takeEarlyKeys(): KeyboardEvent[] {
  const kept = pressed;
  pressed = [];
  return kept;
}
