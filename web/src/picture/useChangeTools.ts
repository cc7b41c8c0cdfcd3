import { useApolloClient } from '@apollo/client/react';
import { useMemo } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { useBeginAction, useToast } from '../ui/Toast.tsx';
import type { ChangeTools } from './change-pictures.ts';

/** What changes of pictures need of the page. */
export function useChangeTools(): ChangeTools {
  const client = useApolloClient();
  const toast = useToast();
  const begin = useBeginAction();
  const t = useT();
  return useMemo(() => ({ client, toast, begin, t }), [client, toast, begin, t]);
}
