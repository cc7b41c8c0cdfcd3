interface Entry<T> {
  readonly size: number;
  readonly sequence: number;
  readonly value: T;
}

/** A queue that gives the smallest first, and among equals the one that came first. */
export class SizeHeap<T> {
  private readonly entries: Entry<T>[] = [];
  private sequence = 0;

  get length(): number {
    return this.entries.length;
  }

  push(size: number, value: T): void {
    const entry = { size, sequence: this.sequence++, value };
    let at = this.entries.length;
    this.entries.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.entries[parentAt];
      if (parent === undefined || !before(entry, parent)) break;
      this.entries[at] = parent;
      at = parentAt;
    }
    this.entries[at] = entry;
  }

  /** The smallest, left in place; undefined where there is none. */
  peek(): T | undefined {
    return this.entries[0]?.value;
  }

  /** Takes the smallest out; undefined where there is none. */
  pop(): T | undefined {
    const top = this.entries[0];
    const last = this.entries.pop();
    if (top === undefined || last === undefined || top === last) return top?.value;
    let at = 0;
    for (;;) {
      const leftAt = 2 * at + 1;
      const left = this.entries[leftAt];
      const right = this.entries[leftAt + 1];
      if (left === undefined) break;
      const [childAt, child] =
        right !== undefined && before(right, left) ? [leftAt + 1, right] : [leftAt, left];
      if (!before(child, last)) break;
      this.entries[at] = child;
      at = childAt;
    }
    this.entries[at] = last;
    return top.value;
  }
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.size !== b.size ? a.size < b.size : a.sequence < b.sequence;
}
