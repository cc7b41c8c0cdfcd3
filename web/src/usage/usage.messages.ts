import { defineMessages } from '../i18n/define-messages.ts';
import type { Format } from '../i18n/format.ts';

export const usageMessages = defineMessages({
  'usage.label': { ko: '저장 공간', en: 'Storage' },
  'usage.ofLimit': {
    ko: ({ used, limit }: { used: number; limit: number }, f: Format) =>
      `${f.bytes(limit)} 중 ${f.bytes(used)} 사용`,
    en: ({ used, limit }, f) => `${f.bytes(used)} of ${f.bytes(limit)} used`,
  },
  'usage.reserved': {
    ko: ({ reserved }: { reserved: number }, f: Format) => `올리는 중 ${f.bytes(reserved)}`,
    en: ({ reserved }, f) => `${f.bytes(reserved)} on its way`,
  },
  'usage.trashed': {
    ko: ({ bytes }: { bytes: number }, f: Format) => `휴지통 ${f.bytes(bytes)} 포함`,
    en: ({ bytes }, f) => `${f.bytes(bytes)} of it in the trash`,
  },
  'usage.nearlyFull': {
    ko: ({ left }: { left: number }, f: Format) => `저장 공간이 ${f.bytes(left)} 남았어요`,
    en: ({ left }, f) => `${f.bytes(left)} of storage left`,
  },
  'usage.fullWithTrash': {
    ko: ({ bytes }: { bytes: number }, f: Format) =>
      `저장 공간이 가득 찼어요. 휴지통을 비우면 ${f.bytes(bytes)}가 돌아와요.`,
    en: ({ bytes }, f) => `Your storage is full. Emptying the trash gives back ${f.bytes(bytes)}.`,
  },
  'usage.openTrash': { ko: '휴지통 열기', en: 'Open the trash' },
  'usage.full': {
    ko: '저장 공간이 가득 찼어요. 필요 없는 사진을 지우고 휴지통을 비우면 다시 올릴 수 있어요.',
    en: 'Your storage is full. Delete what you do not need and empty the trash, and uploads go on.',
  },
});
