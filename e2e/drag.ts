import type { Page } from '@playwright/test';

/** What a mouse does that holds files or folders. Only the browser itself can make a drop of real ones. */
export async function aDrag(page: Page, files: string[]) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  return (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
}
