/**
 * Runs a job over many items, some at a time and one batch after the other, so that none takes long. Answers the items whose
 * batch failed; each batch stands for itself.
 * @param onProgress is told the share that is done, from 0 to 1.
 */
export async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  job: (batch: readonly Item[]) => Promise<unknown>,
  onProgress: (share: number) => void = () => undefined,
): Promise<Item[]> {
  const failed: Item[] = [];
  for (let from = 0; from < items.length; from += size) {
    const batch = items.slice(from, from + size);
    try {
      await job(batch);
    } catch {
      failed.push(...batch);
    }
    onProgress(Math.min(1, (from + size) / items.length));
  }
  return failed;
}
