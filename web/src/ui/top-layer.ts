import { type RefObject, useLayoutEffect, useSyncExternalStore } from 'react';

let open: readonly HTMLElement[] = [];
const listeners = new Set<() => void>();

function change(next: readonly HTMLElement[]): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Opens a modal dialog while the component is there, and says so to what must be seen above everything. */
export function useModal(ref: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    change([...open, dialog]);
    return () => {
      change(open.filter((other) => other !== dialog));
      dialog.close();
      // React takes the element away before the browser gives the focus back by itself.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [ref]);
}

/** Whether a modal dialog is open. */
export function isModalOpen(): boolean {
  return open.length > 0;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The modal dialog on top; null where there is none. What is outside of it can neither be pressed nor heard. */
export function useTopDialog(): HTMLElement | null {
  return useSyncExternalStore(subscribe, () => open.at(-1) ?? null);
}
