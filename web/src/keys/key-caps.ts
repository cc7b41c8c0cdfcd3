const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Enter: 'Enter',
  Space: 'Space',
};

/**
 * What stands on the caps of these keys, one after the other of each. A run of arrows that share what is held with them is
 * written as one.
 * @param isApple whether the keyboard has Cmd.
 */
export function keyCaps(keys: readonly string[], isApple: boolean): string[][] {
  const mod = isApple ? '⌘' : 'Ctrl';
  const caps: string[][] = [];
  for (const key of keys) {
    const parts = key.split(/\+(?=.)/);
    const last = parts.pop() ?? '';
    const held = parts.map((part) => (part === 'mod' ? mod : part === 'Shift' && isApple ? '⇧' : part));
    const cap = names[last] ?? (last.length === 1 ? last.toUpperCase() : last);
    const before = caps.at(-1);
    const isRun =
      last.startsWith('Arrow') &&
      before &&
      /^[←→↑↓ ]+$/.test(before.at(-1) ?? '') &&
      before.length === held.length + 1;
    if (isRun) before[before.length - 1] += ` ${cap}`;
    else caps.push([...held, cap]);
  }
  return caps;
}
