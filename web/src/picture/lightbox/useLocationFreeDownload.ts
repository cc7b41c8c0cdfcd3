import { useApolloClient } from '@apollo/client/react';
import { useCallback, useState } from 'react';
import { useT } from '../../i18n/I18n.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { saveFrom } from '../useDownload.ts';
import {
  LocationFreeDownloadDocument,
  PrepareLocationFreeDownloadDocument,
} from './LocationFreeDownload.generated.ts';

const askMs = 1000;
/** A photo takes a second and a long video minutes; after this nobody waits at the screen any more. */
const mostAsks = 180;

/** Saves an original to the device without where it was taken: the copy is made when it is asked for. */
export function useLocationFreeDownload(pictureId: string): { busy: boolean; run: () => Promise<void> } {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();
  const [busy, setBusy] = useState(false);
  const run = useCallback(async () => {
    setBusy(true);
    try {
      const variables = { id: pictureId };
      const { data } = await client.mutate({
        mutation: PrepareLocationFreeDownloadDocument,
        variables,
        fetchPolicy: 'no-cache',
      });
      let copy = data?.prepareLocationFreeDownloads.pictures[0]?.locationFreeDownload;
      for (let asks = 0; copy?.state === 'WAITING' && asks < mostAsks; asks += 1) {
        await new Promise((resolve) => setTimeout(resolve, askMs));
        const answer = await client.query({
          query: LocationFreeDownloadDocument,
          variables,
          fetchPolicy: 'no-cache',
        });
        copy = answer.data?.picture?.locationFreeDownload;
      }
      if (copy?.url) saveFrom(copy.url);
      else if (copy?.state === 'WAITING') toast({ text: t('download.stillPreparing') });
      else toast({ text: t('download.locationStays'), kind: 'error' });
    } catch {
      toast({ text: t('download.failed'), kind: 'error' });
    } finally {
      setBusy(false);
    }
  }, [client, pictureId, toast, t]);
  return { busy, run };
}
