import { defineMessages } from '../i18n/define-messages.ts';
import type { Format } from '../i18n/format.ts';

export const albumMessages = defineMessages({
  'albums.title': { ko: '앨범', en: 'Albums' },
  'albums.new': { ko: '새 앨범', en: 'New album' },
  'albums.newName': { ko: '앨범 이름', en: 'Album name' },
  'albums.create': { ko: '만들기', en: 'Create' },
  'albums.emptyTitle': { ko: '첫 앨범을 만들어 볼까요?', en: 'Make your first album' },
  'albums.emptyText': {
    ko: '여행, 아이, 우리 집 … 이름만 정하면 돼요.',
    en: 'A journey, the children, the garden: a name is all it takes.',
  },
  'albums.createFailed': {
    ko: '앨범을 만들지 못했어요. 잠시 뒤에 다시 해 주세요.',
    en: 'The album could not be made. Please try again in a moment.',
  },
  'album.count': {
    ko: ({ count }: { count: number }, f: Format) => (count === 0 ? '비어 있음' : `${f.number(count)}개`),
    en: ({ count }, f) =>
      count === 0 ? 'Empty' : `${f.number(count)} ${f.plural(count, { one: 'item', other: 'items' })}`,
  },
  'album.menu': {
    ko: ({ name }: { name: string }) => `‘${name}’ 앨범 메뉴`,
    en: ({ name }) => `Options for ${name}`,
  },
  'album.order': { ko: '정렬', en: 'Sort by' },
  'album.byAdded': { ko: '올린 순', en: 'Added' },
  'album.byTaken': { ko: '찍은 순', en: 'Taken' },
  'album.rename': { ko: '이름 바꾸기', en: 'Rename' },
  'album.name': { ko: '앨범 이름', en: 'Album name' },
  'album.delete': { ko: '앨범 삭제', en: 'Delete album' },
  'album.deleteTitle': {
    ko: ({ name }: { name: string }) => `‘${name}’ 앨범을 삭제할까요?`,
    en: ({ name }) => `Delete ${name}?`,
  },
  'album.deleteText': {
    ko: ({ count }: { count: number }, f: Format) =>
      count === 0
        ? '안에 있는 사진이 없어요.'
        : `안에 있는 사진과 동영상 ${f.number(count)}개도 함께 사라져요. 되돌릴 수 없어요.`,
    en: ({ count }, f) =>
      count === 0
        ? 'There is nothing in it.'
        : `${f.number(count)} ${f.plural(count, { one: 'photo or video goes', other: 'photos and videos go' })} with it. This cannot be undone.`,
  },
  'album.deleteTrashed': {
    ko: ({ count }: { count: number }, f: Format) =>
      `휴지통에 있는 이 앨범의 ${f.number(count)}개도 사라져요.`,
    en: ({ count }, f) =>
      `${f.number(count)} of it in the trash ${f.plural(count, { one: 'goes', other: 'go' })}, too.`,
  },
  'album.deleteConfirm': { ko: '삭제하기', en: 'Delete' },
  'album.deleted': {
    ko: ({ name }: { name: string }) => `‘${name}’ 앨범을 삭제했어요.`,
    en: ({ name }) => `${name} is deleted.`,
  },
  'album.emptyTitle': { ko: '아직 비어 있어요', en: 'Nothing here yet' },
  'album.emptyText': {
    ko: '사진이나 동영상, 폴더를 이 페이지 아무 데나 끌어다 놓으세요.',
    en: 'Drop photos, videos or whole folders anywhere on this page.',
  },
  'album.emptyByTouch': {
    ko: '위의 올리기 버튼으로 사진과 동영상을 담아 보세요.',
    en: 'Put photos and videos in with the Upload button above.',
  },
  'album.back': { ko: '앨범 목록', en: 'All albums' },
  'picker.title': { ko: '어느 앨범에 담을까요?', en: 'Which album?' },
  'picker.moveTitle': { ko: '어느 앨범으로 옮길까요?', en: 'Move to which album?' },
});
