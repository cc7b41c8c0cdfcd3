import { type FormEvent, useRef, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { passwordStrength, usernameProblem } from './credentials.ts';
import css from './SignInForm.module.css';
import { hasVisited } from './session-signals.ts';
import { useSignIn, type VisitorMode } from './useSignIn.ts';

interface Problems {
  username?: string;
  password?: string;
  form?: string;
}

/** The one form for new and returning members; changing between the two keeps what was typed. */
export function SignInForm() {
  const t = useT();
  const signIn = useSignIn();
  const [mode, setMode] = useState<VisitorMode>(hasVisited() ? 'signIn' : 'signUp');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isNew = mode === 'signUp';

  const usernameWords = {
    'too-short': t('visitor.usernameTooShort'),
    'too-long': t('visitor.usernameTooLong'),
    characters: t('visitor.usernameCharacters'),
  };
  const strength = passwordStrength(password, username);
  const passwordWords = {
    'too-short': t('visitor.passwordTooShort', { missing: 8 - [...password].length }),
    'too-long': t('visitor.passwordTooLong'),
    weak: t('visitor.passwordWeak'),
    fair: t('visitor.passwordFair'),
    strong: t('visitor.passwordStrong'),
  };

  /** What can be said before asking the server. A returning member is only asked to fill in both. */
  const findProblems = (): Problems => {
    const found: Problems = {};
    const wrongName = usernameProblem(username);
    if (username.trim() === '') found.username = t('visitor.usernameEmpty');
    else if (isNew && wrongName) found.username = usernameWords[wrongName];
    if (password === '') found.password = t('visitor.passwordEmpty');
    else if (isNew && (strength === 'too-short' || strength === 'too-long'))
      found.password = passwordWords[strength];
    return found;
  };

  const show = (found: Problems) => {
    setProblems(found);
    const field = found.username ? 'username' : 'password';
    form.current?.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = findProblems();
    if (found.username || found.password) {
      show(found);
      return;
    }
    setBusy(true);
    setProblems({});
    const code = await signIn(mode, username.trim(), password);
    setBusy(false);
    if (code === 'USERNAME_TAKEN') show({ username: t('visitor.usernameTaken') });
    else if (code === 'INVALID_CREDENTIALS') show({ password: t('visitor.wrongCredentials') });
    else if (code === 'BAD_USER_INPUT') show({ username: t('visitor.usernameCharacters') });
    else if (code === 'RATE_LIMITED') setProblems({ form: t('visitor.rateLimited') });
    else if (code) setProblems({ form: t('visitor.failed') });
  };

  const change = (next: VisitorMode) => {
    setMode(next);
    setProblems({});
  };

  return (
    <form ref={form} className={css.form} noValidate onSubmit={(event) => void submit(event)}>
      <div className={css.words}>
        <h1 className={css.title}>{isNew ? t('visitor.signUpTitle') : t('visitor.signInTitle')}</h1>
        <p className={css.text}>{isNew ? t('visitor.signUpText') : t('visitor.signInText')}</p>
      </div>
      <TextField
        label={t('visitor.username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        error={problems.username}
        hint={isNew ? t('visitor.usernameHint') : null}
      />
      <TextField
        label={t('visitor.password')}
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={problems.password}
        hint={isNew ? (password === '' ? t('visitor.passwordHint') : passwordWords[strength]) : null}
        end={
          <IconButton
            icon={shown ? 'eyeOff' : 'eye'}
            label={shown ? t('visitor.hidePassword') : t('visitor.showPassword')}
            onClick={() => setShown((was) => !was)}
          />
        }
      />
      <p className={css.problem} role="alert">
        {problems.form}
      </p>
      <Button type="submit" variant="primary" busy={busy} className={css.submit}>
        {isNew ? t('visitor.signUp') : t('visitor.signIn')}
      </Button>
      <p className={css.other}>
        {isNew ? t('visitor.toSignIn') : t('visitor.toSignUp')}{' '}
        <button type="button" className={css.switch} onClick={() => change(isNew ? 'signIn' : 'signUp')}>
          {isNew ? t('visitor.signIn') : t('visitor.signUp')}
        </button>
      </p>
    </form>
  );
}
