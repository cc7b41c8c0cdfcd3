import { useMutation } from '@apollo/client/react';
import { lazy, useState } from 'react';
import { useNavigate } from 'react-router';
import { LatePart } from '../app/LatePart.tsx';
import { setTheme, themes, useTheme } from '../app/theme.ts';
import { useLanguage, useT } from '../i18n/I18n.tsx';
import { languages } from '../i18n/language.ts';
import { useKeyHelp } from '../keys/KeyHelp.tsx';
import { Menu, MenuChoice, MenuItem, MenuRule } from '../ui/Menu.tsx';
import { useToast } from '../ui/Toast.tsx';
import { StorageMeter } from '../usage/StorageMeter.tsx';
import { TrashedStorage } from '../usage/TrashedStorage.tsx';
import { languageNames } from './LanguageSwitch.tsx';
import { SignOutDocument } from './SignOut.generated.ts';
import { announceSignedOut } from './session-signals.ts';
import { useViewer } from './useViewer.ts';
import css from './ViewerMenu.module.css';

const DeleteMemberDialog = lazy(async () => ({
  default: (await import('./DeleteMemberDialog.tsx')).DeleteMemberDialog,
}));

/** The member's own corner: how full the storage is, language, theme, and the way out. */
export function ViewerMenu() {
  const t = useT();
  const viewer = useViewer();
  const theme = useTheme();
  const navigate = useNavigate();
  const showKeys = useKeyHelp();
  const toast = useToast();
  const { language, setLanguage } = useLanguage();
  const [deleting, setDeleting] = useState(false);
  const [signOut] = useMutation(SignOutDocument);
  const themeNames = {
    system: t('account.themeSystem'),
    light: t('account.themeLight'),
    dark: t('account.themeDark'),
  };

  const leave = async () => {
    try {
      await signOut();
      announceSignedOut();
    } catch {
      toast({ text: t('account.signOutFailed'), kind: 'error' });
    }
  };

  return (
    <>
      <Menu
        label={t('account.menu')}
        buttonClassName={css.button}
        button={<span className={css.initial}>{[...viewer.username][0]?.toUpperCase()}</span>}
        head={
          <div className={css.head}>
            <span className={css.name}>{viewer.username}</span>
            <StorageMeter storage={viewer.storage} look="words" />
            <TrashedStorage />
          </div>
        }
      >
        <MenuChoice
          label={t('account.language')}
          value={language}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChoose={setLanguage}
        />
        <MenuChoice
          label={t('account.theme')}
          value={theme}
          options={themes.map((value) => ({ value, label: themeNames[value] }))}
          onChoose={setTheme}
        />
        <MenuRule />
        <MenuItem icon="trash" onSelect={() => void navigate('/trash')}>
          {t('app.trash')}
        </MenuItem>
        <MenuItem icon="keyboard" onSelect={showKeys}>
          {t('keys.title')}
        </MenuItem>
        <MenuItem icon="signOut" onSelect={() => void leave()}>
          {t('account.signOut')}
        </MenuItem>
        <MenuItem icon="person" danger onSelect={() => setDeleting(true)}>
          {t('account.delete')}
        </MenuItem>
      </Menu>
      {deleting ? (
        <LatePart onFailed={() => setDeleting(false)}>
          <DeleteMemberDialog onClose={() => setDeleting(false)} />
        </LatePart>
      ) : null}
    </>
  );
}
