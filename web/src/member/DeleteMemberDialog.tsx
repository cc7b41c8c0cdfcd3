import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { errorCode } from '../app/error-code.ts';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import { useToast } from '../ui/Toast.tsx';
import { DeleteMemberDocument } from './DeleteMember.generated.ts';
import { announceSignedOut, forgetVisits } from './session-signals.ts';
import { useViewer } from './useViewer.ts';

/** The last question before everything goes. */
export function DeleteMemberDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const { username } = useViewer();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [deleteMember, { loading }] = useMutation(DeleteMemberDocument);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await deleteMember({ variables: { input: { password } } });
      forgetVisits();
      announceSignedOut();
      toast({ text: t('account.deleted'), parting: true });
    } catch (error) {
      const code = errorCode(error);
      if (code === 'RATE_LIMITED') setProblem(t('visitor.rateLimited'));
      else if (code === 'INVALID_CREDENTIALS' || code === 'BAD_USER_INPUT')
        setProblem(t('account.deleteWrongPassword'));
      else setProblem(t('visitor.failed'));
    }
  };

  return (
    <Dialog title={t('account.deleteTitle')} onClose={onClose}>
      <p>{t('account.deleteText')}</p>
      <form onSubmit={(event) => void submit(event)}>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <TextField
          label={t('account.deletePassword')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={problem}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" variant="danger" busy={loading}>
            {t('account.deleteConfirm')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
