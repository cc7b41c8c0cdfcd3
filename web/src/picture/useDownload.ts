import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import { DownloadUrlsDocument } from './DownloadUrls.generated.ts';

const batch = 100;
/** A download that follows too soon takes the place of the one before it, since each is a navigation until it is answered. */
const gapMs = 800;

/** Has the browser save what a signed address names; the answer says under which name. */
export function saveFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noopener';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Saves originals to the device, one file each, under their own names. */
export function useDownload(): (pictureIds: readonly string[]) => Promise<void> {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();
  return useCallback(
    async (pictureIds) => {
      try {
        for (let from = 0; from < pictureIds.length; from += batch) {
          const { data } = await client.query({
            query: DownloadUrlsDocument,
            variables: { ids: pictureIds.slice(from, from + batch) },
            fetchPolicy: 'no-cache',
          });
          for (const [index, node] of (data?.nodes ?? []).entries()) {
            if (!node || !('download' in node)) continue;
            if (from + index > 0) await new Promise((resolve) => setTimeout(resolve, gapMs));
            saveFrom(node.download);
          }
        }
      } catch {
        toast({ text: t('download.failed'), kind: 'error' });
      }
    },
    [client, toast, t],
  );
}
