import { defineMessages } from '../i18n/define-messages.ts';

export const appMessages = defineMessages({
  'app.skip': { ko: '본문으로 건너뛰기', en: 'Skip to content' },
  'app.nav': { ko: '주 메뉴', en: 'Main' },
  'app.photos': { ko: '사진', en: 'Photos' },
  'app.albums': { ko: '앨범', en: 'Albums' },
  'app.home': { ko: 'Pic-up 처음으로', en: 'Pic-up home' },
  'app.trash': { ko: '휴지통', en: 'Trash' },
  'app.cancel': { ko: '취소', en: 'Cancel' },
  'app.undo': { ko: '되돌리기', en: 'Undo' },
  'app.close': { ko: '닫기', en: 'Close' },
  'app.retry': { ko: '다시 시도', en: 'Try again' },
  'app.loading': { ko: '불러오고 있어요', en: 'Loading' },
  'app.offline': {
    ko: '인터넷에 연결되어 있지 않아요. 이미 불러온 사진은 계속 볼 수 있어요.',
    en: 'You are offline. What is already loaded stays here.',
  },
  'app.notFoundTitle': { ko: '찾는 페이지가 없어요', en: 'There is nothing here' },
  'app.notFoundText': {
    ko: '주소가 바뀌었거나 삭제되었을 수 있어요. 다른 사진은 그대로 있어요.',
    en: 'It may have been moved or deleted. Your other photos are safe.',
  },
  'app.notFoundAction': { ko: '앨범으로 가기', en: 'Go to albums' },
  'app.brokenTitle': { ko: '이 화면을 보여 주지 못했어요', en: 'This page could not be shown' },
  'app.brokenText': {
    ko: '사진은 안전해요. 다시 불러오면 대부분 해결돼요.',
    en: 'Your photos are safe. Loading it again mostly helps.',
  },
  'app.offlineTitle': { ko: '인터넷에 연결되어 있지 않아요', en: 'You are offline' },
  'app.offlineText': {
    ko: '사진은 안전해요. 연결되면 저절로 다시 불러와요.',
    en: 'Your photos are safe. They come back by themselves when you are online.',
  },
  'app.awayTitle': { ko: 'Pic-up에 연결할 수 없어요', en: 'Pic-up cannot be reached' },
  'app.awayText': {
    ko: '사진은 안전해요. 잠시 뒤에 다시 시도해 주세요.',
    en: 'Your photos are safe. Please try again in a moment.',
  },
  'app.partFailed': {
    ko: '이 부분을 불러오지 못했어요. 페이지를 새로 고친 뒤 다시 해 주세요.',
    en: 'This part could not be loaded. Please reload the page and try again.',
  },
  'app.actionFailed': {
    ko: '저장하지 못해서 되돌려 놓았어요. 잠시 뒤에 다시 해 주세요.',
    en: 'That could not be saved, so it is back as it was. Please try again in a moment.',
  },
});
