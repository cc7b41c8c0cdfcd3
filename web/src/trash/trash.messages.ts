import { defineMessages } from '../i18n/define-messages.ts';
import type { Format } from '../i18n/format.ts';

export const trashMessages = defineMessages({
  'trash.rule': {
    ko: '여기 있는 사진은 30일이 지나면 완전히 삭제돼요.',
    en: 'What is here is deleted for good after 30 days.',
  },
  'trash.bytes': {
    ko: ({ bytes }: { bytes: number }, f: Format) => `그때까지는 저장 공간 ${f.bytes(bytes)}를 차지해요.`,
    en: ({ bytes }, f) => `Until then it takes ${f.bytes(bytes)} of storage.`,
  },
  'trash.daysLeft': {
    ko: ({ days }: { days: number }, f: Format) => (days === 0 ? '곧 삭제돼요' : `${f.number(days)}일 남음`),
    en: ({ days }, f) =>
      days === 0 ? 'Leaving soon' : `${f.number(days)} ${f.plural(days, { one: 'day', other: 'days' })} left`,
  },
  'trash.daysLeftShort': {
    ko: ({ days }: { days: number }, f: Format) => (days === 0 ? '곧' : `${f.number(days)}일`),
    en: ({ days }, f) => (days === 0 ? 'Soon' : `${f.number(days)}d`),
  },
  'trash.empty': { ko: '휴지통 비우기', en: 'Empty trash' },
  'trash.emptyQuestion': { ko: '휴지통을 비울까요?', en: 'Empty the trash?' },
  'trash.emptyWarning': {
    ko: ({ count, bytes }: { count: number; bytes: number }, f: Format) =>
      `사진과 동영상 ${f.number(count)}개가 원본까지 사라지고 되돌릴 수 없어요. 저장 공간 ${f.bytes(bytes)}가 돌아와요.`,
    en: ({ count, bytes }, f) =>
      `${f.number(count)} ${f.plural(count, { one: 'photo or video goes', other: 'photos and videos go' })} for good, with the originals. ${f.bytes(bytes)} of storage comes back.`,
  },
  'trash.emptied': { ko: '휴지통을 비웠어요.', en: 'The trash is empty.' },
  'trash.emptyTitle': { ko: '휴지통이 비어 있어요', en: 'The trash is empty' },
  'trash.emptyText': {
    ko: '버린 사진은 30일 동안 여기에 있고, 그동안 되돌릴 수 있어요.',
    en: 'What you throw away stays here for 30 days, and can come back.',
  },
  'trash.restore': { ko: '되돌리기', en: 'Restore' },
});
