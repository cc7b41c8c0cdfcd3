const tailLength = 9;

/**
 * Cuts a name where an ellipsis may stand: the tail keeps the extension and the few characters before it, which is where
 * the names of a camera's files differ. A short name is all head.
 */
export function splitName(name: string): { head: string; tail: string } {
  const characters = [...name];
  if (characters.length <= tailLength * 2) return { head: name, tail: '' };
  return { head: characters.slice(0, -tailLength).join(''), tail: characters.slice(-tailLength).join('') };
}
