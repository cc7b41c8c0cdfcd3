/** Wakes one waiter, and remembers a ring since it was armed: none between looking and waiting is missed. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  /** Forgets the rings so far; call it before looking. */
  arm(): void {
    this.#rung = false;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits for a ring, at most so many milliseconds. */
  async wait(ms: number): Promise<void> {
    if (this.#rung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
