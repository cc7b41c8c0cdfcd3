/** Whether a key presses the button that has the focus, as Space does: then it means nothing else. */
export function pressesButton({ key, target }: { key: string; target: EventTarget | null }): boolean {
  return key === ' ' && target instanceof Element && target.closest('button') !== null;
}
