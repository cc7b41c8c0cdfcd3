import { defineMessages } from '../i18n/define-messages.ts';
import type { Format } from '../i18n/format.ts';

export const shareMessages = defineMessages({
  'share.title': { ko: '받은 파일', en: 'Shared files' },
  'share.waiting': {
    ko: ({ count }: { count: number }, f: Format) => `파일 ${f.number(count)}개를 받았어요`,
    en: ({ count }, f) => `${f.number(count)} ${f.plural(count, { one: 'file', other: 'files' })} shared`,
  },
  'share.waitingText': { ko: '어느 앨범에 담을까요?', en: 'Which album shall they go to?' },
  'share.choose': { ko: '앨범 고르기', en: 'Choose an album' },
  'share.discard': { ko: '올리지 않기', en: 'Do not upload' },
  'share.discarded': { ko: '받은 파일을 올리지 않았어요.', en: 'The shared files were not uploaded.' },
  'share.noneTitle': { ko: '받은 파일이 없어요', en: 'No shared files here' },
  'share.noneText': {
    ko: '다른 앱에서 사진을 공유할 때 Pic-\u2060up을 고르면 여기로 와요.',
    en: 'Share photos from another app to Pic-\u2060up, and they come here.',
  },
  'share.failedTitle': { ko: '파일을 받지 못했어요', en: 'The files could not be taken' },
  'share.failedText': {
    ko: '기기의 저장 공간이 모자랄 수 있어요. 원래 앱에는 그대로 있어요. 올리기 버튼으로 골라 주세요.',
    en: 'The device may be out of space. They are still in the other app; choose them with Upload instead.',
  },
  'share.toPhotos': { ko: '사진으로 가기', en: 'Go to photos' },
});
