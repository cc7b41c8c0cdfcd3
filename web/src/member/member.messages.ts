import { defineMessages } from '../i18n/define-messages.ts';

export const memberMessages = defineMessages({
  'visitor.signInTitle': { ko: '다시 만나서 반가워요', en: 'Welcome back' },
  'visitor.signUpTitle': { ko: '사진과 동영상, 여기에 담아요', en: 'A home for your photos and videos' },
  'visitor.signUpText': {
    ko: '이름과 비밀번호만 있으면 바로 시작할 수 있어요.',
    en: 'All it takes is a name and a password.',
  },
  'visitor.signInText': { ko: '사진이 기다리고 있어요.', en: 'Your photos are waiting.' },
  'visitor.username': { ko: '이름', en: 'Name' },
  'visitor.password': { ko: '비밀번호', en: 'Password' },
  'visitor.showPassword': { ko: '비밀번호 보기', en: 'Show password' },
  'visitor.hidePassword': { ko: '비밀번호 숨기기', en: 'Hide password' },
  'visitor.signIn': { ko: '로그인', en: 'Sign in' },
  'visitor.signUp': { ko: '가입하기', en: 'Sign up' },
  'visitor.toSignUp': { ko: '처음이신가요?', en: 'New here?' },
  'visitor.toSignIn': { ko: '이미 가입하셨나요?', en: 'Been here before?' },
  'visitor.usernameHint': {
    ko: '글자와 숫자로 3자 이상. 로그인할 때 써요.',
    en: 'At least 3 letters or digits. You sign in with it.',
  },
  'visitor.usernameEmpty': { ko: '이름을 적어 주세요.', en: 'Please type your name.' },
  'visitor.passwordEmpty': { ko: '비밀번호를 적어 주세요.', en: 'Please type your password.' },
  'visitor.usernameTooShort': {
    ko: '이름이 너무 짧아요. 3자 이상으로 적어 주세요.',
    en: 'That name is too short. Use 3 characters or more.',
  },
  'visitor.usernameTooLong': {
    ko: '이름이 너무 길어요. 30자까지 쓸 수 있어요.',
    en: 'That name is too long. Use up to 30 characters.',
  },
  'visitor.usernameCharacters': {
    ko: '글자, 숫자, 점(.), 밑줄(_), 붙임표(-)만 쓸 수 있어요.',
    en: 'Use letters, digits, full stops, underscores and hyphens only.',
  },
  'visitor.usernameTaken': {
    ko: '다른 분이 이미 쓰는 이름이에요. 다른 이름으로 적어 주세요.',
    en: 'Somebody already has that name. Please choose another.',
  },
  'visitor.passwordTooShort': {
    ko: ({ missing }: { missing: number }) => `${missing}자만 더 적어 주세요.`,
    en: ({ missing }, f) =>
      `${missing} more ${f.plural(missing, { one: 'character', other: 'characters' })}, please.`,
  },
  'visitor.passwordTooLong': { ko: '비밀번호는 128자까지 쓸 수 있어요.', en: 'Use up to 128 characters.' },
  'visitor.passwordHint': { ko: '8자 이상으로 정해 주세요.', en: 'At least 8 characters.' },
  'visitor.passwordWeak': {
    ko: '맞히기 쉬워요. 더 길게 적으면 좋아요.',
    en: 'Easy to guess. Longer is better.',
  },
  'visitor.passwordFair': {
    ko: '괜찮아요. 한두 단어 더하면 더 든든해요.',
    en: 'Good. A word or two more makes it strong.',
  },
  'visitor.passwordStrong': { ko: '든든한 비밀번호예요.', en: 'A strong password.' },
  'visitor.wrongCredentials': {
    ko: '이름이나 비밀번호가 맞지 않아요. 다시 확인해 주세요.',
    en: 'The name or the password is not right. Please check both.',
  },
  'visitor.rateLimited': {
    ko: '여러 번 시도해서 잠시 쉬고 있어요. 1분쯤 뒤에 다시 해 주세요.',
    en: 'That was many tries in a row. Please wait a minute and try again.',
  },
  'visitor.failed': {
    ko: '지금은 연결이 안 돼요. 적은 내용은 그대로 있으니 잠시 뒤에 다시 눌러 주세요.',
    en: 'Pic-up cannot be reached just now. What you typed is still here; please try again in a moment.',
  },
  'account.menu': { ko: '내 계정', en: 'Account' },
  'account.language': { ko: '언어', en: 'Language' },
  'account.theme': { ko: '화면', en: 'Theme' },
  'account.themeSystem': { ko: '자동', en: 'Auto' },
  'account.themeLight': { ko: '밝게', en: 'Light' },
  'account.themeDark': { ko: '어둡게', en: 'Dark' },
  'account.signOut': { ko: '로그아웃', en: 'Sign out' },
  'account.signOutFailed': {
    ko: '로그아웃하지 못했어요. 인터넷 연결을 확인하고 다시 해 주세요.',
    en: 'You are still signed in: Pic-up cannot be reached. Please try again.',
  },
  'account.delete': { ko: '계정 삭제', en: 'Delete account' },
  'account.deleteTitle': { ko: '계정을 삭제할까요?', en: 'Delete your account?' },
  'account.deleteText': {
    ko: '앨범과 사진, 동영상이 모두 사라져요. 되돌릴 수 없어요.',
    en: 'All albums, photos and videos go with it. This cannot be undone.',
  },
  'account.deletePassword': { ko: '확인을 위해 비밀번호를 적어 주세요', en: 'Your password, to be sure' },
  'account.deleteWrongPassword': {
    ko: '비밀번호가 맞지 않아요. 다시 적어 주세요.',
    en: 'That is not your password. Please type it again.',
  },
  'account.deleteConfirm': { ko: '모두 삭제하기', en: 'Delete everything' },
  'account.deleted': {
    ko: '계정을 삭제했어요. 그동안 고마웠어요.',
    en: 'Your account is gone. Thank you for your time here.',
  },
});
