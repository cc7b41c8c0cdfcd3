const painted = new Set<string>();
const mostPainted = 2000;

/** Remembers that this page has painted the image at an address. */
export function rememberPainted(src: string): void {
  if (painted.size >= mostPainted) painted.clear();
  painted.add(src);
}

/** Whether this page has painted the image at an address before: a tile that is built anew for it shows it at once. */
export function hasPainted(src: string): boolean {
  return painted.has(src);
}
