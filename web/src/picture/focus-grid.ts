/** Gives the focus to the grid's tile that the Tab key reaches. @returns whether there is one. */
export function focusGrid(): boolean {
  const tile = document.querySelector<HTMLElement>('[role=grid] [data-tile][tabindex="0"]');
  tile?.focus({ preventScroll: true });
  return tile !== null;
}
