import css from './FirstScreen.module.css';

/**
 * The pictures that are drawn before the app is there, above the page and not within it: the app draws the same in the same
 * places, and then this goes. Screen readers do not hear of it, for they are told that the page is loading.
 */
const screen = document.createElement('div');
screen.className = css.screen ?? '';
screen.setAttribute('aria-hidden', 'true');

let standIns = 0;
let isOver = false;
let pressed: string | null = null;

screen.addEventListener('click', ({ target }) => {
  const tile = target instanceof Element ? target.closest('[data-picture]') : null;
  pressed = tile?.getAttribute('data-picture') ?? null;
});

/** The element to draw into, in the page from now on; null where the app has drawn the timeline itself, or something else. */
export function openFirstScreen(): HTMLElement | null {
  if (isOver) return null;
  document.body.append(screen);
  return screen;
}

/** Keeps what is drawn in the page, for as long as the app has nothing better, until the function it returns is called. */
export function keepFirstScreen(): () => void {
  standIns += 1;
  return () => {
    standIns -= 1;
    // One part of the app may hand over to the next.
    queueMicrotask(() => {
      if (standIns > 0) return;
      isOver = true;
      screen.remove();
    });
  };
}

/** The id of the picture that was pressed before the app could hear of it, once; mostly null. */
export function takePressed(): string | null {
  const id = pressed;
  pressed = null;
  return id;
}
