import { defineMessages } from '../i18n/define-messages.ts';

/** What stands above the timeline, also before the app is there. */
export const timelineTitle = { ko: '사진', en: 'Photos' };

export const timelineMessages = defineMessages({
  'timeline.title': timelineTitle,
  'timeline.emptyTitle': { ko: '첫 사진을 기다리고 있어요', en: 'Ready for your first photo' },
  'timeline.emptyText': {
    ko: '앨범을 하나 만들고 사진과 동영상을 담아 보세요.',
    en: 'Make an album and put your photos and videos into it.',
  },
  'timeline.emptyAction': { ko: '앨범 만들기', en: 'Make an album' },
  'timeline.arriving': { ko: '방금 올린 사진', en: 'Just added' },
  'timeline.scrubber': { ko: '날짜로 이동', en: 'Go to a date' },
  'timeline.selectDay': {
    ko: ({ day }: { day: string }) => `${day} 모두 선택`,
    en: ({ day }) => `Select all of ${day}`,
  },
  'timeline.selectFailed': {
    ko: '사진을 모두 고르지는 못했어요. 잠시 뒤에 다시 해 주세요.',
    en: 'Not all of them could be selected. Please try again in a moment.',
  },
});
