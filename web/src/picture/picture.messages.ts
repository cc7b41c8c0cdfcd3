import { defineMessages } from '../i18n/define-messages.ts';
import type { Format } from '../i18n/format.ts';

/** What is known of it: its name comes later than its place, and a video's length when it has been looked at. */
const listOf = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(', ');

export const pictureMessages = defineMessages({
  'grid.label': { ko: '사진 목록', en: 'Pictures' },
  'grid.end': {
    ko: ({ count }: { count: number }, f: Format) => `사진과 동영상 ${f.number(count)}개를 모두 보셨어요`,
    en: ({ count }, f) =>
      `That is all: ${f.number(count)} ${f.plural(count, { one: 'photo or video', other: 'photos and videos' })}`,
  },
  'tile.image': {
    ko: ({ name, date }: { name: string; date: string }) => listOf('사진', name, date),
    en: ({ name, date }) => listOf('Photo', name, date),
  },
  'tile.video': {
    ko: ({ name, date, length }: { name: string; date: string; length: string }) =>
      listOf(`동영상 ${length}`.trim(), name, date),
    en: ({ name, date, length }) => listOf(`Video ${length}`.trim(), name, date),
  },
  'tile.select': {
    ko: ({ name }: { name: string }) => `${name} 선택`,
    en: ({ name }) => `Select ${name}`,
  },
  'tile.uploading': {
    ko: ({ name }: { name: string }) => `${name}, 올리는 중`,
    en: ({ name }) => `${name}, uploading`,
  },
  'tile.processing': { ko: '준비하고 있어요', en: 'Getting it ready' },
  'tile.failed': { ko: '미리 볼 수 없는 파일이에요', en: 'This file cannot be shown' },
  'tile.failedHint': { ko: '원본은 그대로 받을 수 있어요', en: 'The original can still be downloaded' },
  'failure.empty': { ko: '비어 있는 파일이에요', en: 'The file is empty' },
  'failure.type': {
    ko: '이름과 달리 사진이나 동영상이 아니에요',
    en: 'Whatever its name says, it is no photo or video',
  },
  'failure.codec': { ko: '아직 읽을 줄 모르는 형식이에요', en: 'Pic-up cannot read the way it is encoded' },
  'failure.damaged': { ko: '파일이 손상됐어요', en: 'The file is damaged' },
  'failure.tooLarge': { ko: '미리 보기를 만들기에는 너무 커요', en: 'It is too large to make a preview of' },
  'failure.timeout': { ko: '읽는 데 너무 오래 걸렸어요', en: 'Reading it took too long' },
  'failure.gone': {
    ko: '보관하던 파일이 사라졌어요. 다시 올려 주세요',
    en: 'The stored file is no longer there. Please upload it again',
  },
  'failure.checksum': {
    ko: '올리는 동안 내용이 달라졌어요. 다시 올려 주세요',
    en: 'It changed on its way. Please upload it again',
  },
  'failure.ours': { ko: 'Pic-up에 문제가 있었어요', en: 'Pic-up had a problem with it' },
  'tile.download': { ko: '원본 받기', en: 'Download' },
  'tile.broken': { ko: '지금은 불러오지 못했어요', en: 'Could not be loaded just now' },
  'selection.start': { ko: '선택', en: 'Select' },
  'selection.end': { ko: '선택 끝내기', en: 'End selection' },
  'selection.none': { ko: '사진을 골라 주세요', en: 'Choose photos' },
  'selection.count': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개 선택함`,
    en: ({ count }, f) => `${f.number(count)} selected`,
  },
  'selection.allFailed': {
    ko: '모두 고르지 못했어요. 잠시 뒤에 다시 해 주세요.',
    en: 'Not all could be selected. Please try again in a moment.',
  },
  'selection.day': {
    ko: ({ day }: { day: string }) => `${day} 모두 선택`,
    en: ({ day }) => `Select all of ${day}`,
  },
  'selection.all': { ko: '모두 선택', en: 'Select all' },
  'selection.download': { ko: '받기', en: 'Download' },
  'selection.cover': { ko: '앨범 표지로', en: 'Use as cover' },
  'selection.move': { ko: '앨범으로 옮기기', en: 'Move to album' },
  'selection.delete': { ko: '휴지통으로', en: 'Move to trash' },
  'delete.title': {
    ko: ({ count }: { count: number }, f: Format) =>
      count === 1 ? '이 사진을 완전히 삭제할까요?' : `${f.number(count)}개를 완전히 삭제할까요?`,
    en: ({ count }, f) =>
      count === 1 ? 'Delete this one for good?' : `Delete ${f.number(count)} photos and videos for good?`,
  },
  'delete.text': {
    ko: '원본까지 사라지고 되돌릴 수 없어요.',
    en: 'The originals go too. This cannot be undone.',
  },
  'delete.confirm': { ko: '완전히 삭제', en: 'Delete for good' },
  'delete.under': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 삭제하고 있어요`,
    en: ({ count }, f) => `Deleting ${f.number(count)}`,
  },
  'delete.done': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 완전히 삭제했어요.`,
    en: ({ count }, f) =>
      count === 1 ? 'Deleted for good.' : `Deleted ${f.number(count)} photos and videos for good.`,
  },
  'delete.failed': {
    ko: ({ count }: { count: number }, f: Format) =>
      `${f.number(count)}개를 삭제하지 못해서 그대로 두었어요. 잠시 뒤에 다시 해 주세요.`,
    en: ({ count }, f) =>
      `${f.number(count)} could not be deleted and ${f.plural(count, { one: 'is', other: 'are' })} still here. Please try again in a moment.`,
  },
  'trash.moving': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 휴지통으로 옮기고 있어요`,
    en: ({ count }, f) => `Moving ${f.number(count)} to the trash`,
  },
  'trash.moved': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 휴지통으로 옮겼어요.`,
    en: ({ count }, f) =>
      count === 1 ? 'Moved to the trash.' : `Moved ${f.number(count)} photos and videos to the trash.`,
  },
  'trash.moveFailed': {
    ko: ({ count }: { count: number }, f: Format) =>
      `${f.number(count)}개를 옮기지 못해서 그대로 두었어요. 잠시 뒤에 다시 해 주세요.`,
    en: ({ count }, f) =>
      `${f.number(count)} could not be moved to the trash and ${f.plural(count, { one: 'is', other: 'are' })} still here. Please try again in a moment.`,
  },
  'trash.moveGone': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개는 이미 완전히 삭제되었어요.`,
    en: ({ count }, f) =>
      `${f.number(count)} ${f.plural(count, { one: 'was', other: 'were' })} already deleted for good.`,
  },
  'trash.restoring': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 되돌리고 있어요`,
    en: ({ count }, f) => `Restoring ${f.number(count)}`,
  },
  'trash.restored': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 제자리로 되돌렸어요.`,
    en: ({ count }, f) =>
      count === 1 ? 'Back in its album.' : `${f.number(count)} photos and videos are back in their albums.`,
  },
  'trash.restoreFailed': {
    ko: ({ count }: { count: number }, f: Format) =>
      `${f.number(count)}개를 되돌리지 못했어요. 휴지통에 그대로 있으니 잠시 뒤에 다시 해 주세요.`,
    en: ({ count }, f) =>
      `${f.number(count)} could not be restored and ${f.plural(count, { one: 'stays', other: 'stay' })} in the trash. Please try again in a moment.`,
  },
  'trash.restoreGone': {
    ko: ({ count }: { count: number }, f: Format) =>
      `${f.number(count)}개는 이미 완전히 삭제되어 되돌릴 수 없어요.`,
    en: ({ count }, f) =>
      `${f.number(count)} ${f.plural(count, { one: 'was', other: 'were' })} already deleted for good and cannot come back.`,
  },
  'move.under': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 옮기고 있어요`,
    en: ({ count }, f) => `Moving ${f.number(count)}`,
  },
  'move.done': {
    ko: ({ count, name }: { count: number; name: string }, f: Format) =>
      `${f.number(count)}개를 ‘${name}’ 앨범으로 옮겼어요.`,
    en: ({ count, name }, f) => (count === 1 ? `Moved to ${name}.` : `Moved ${f.number(count)} to ${name}.`),
  },
  'move.undone': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 있던 앨범으로 되돌렸어요.`,
    en: ({ count }, f) =>
      count === 1 ? 'Back in the album it came from.' : `${f.number(count)} are back where they came from.`,
  },
  'move.failed': {
    ko: ({ count }: { count: number }, f: Format) =>
      `${f.number(count)}개를 옮기지 못해서 그대로 두었어요. 잠시 뒤에 다시 해 주세요.`,
    en: ({ count }, f) =>
      `${f.number(count)} could not be moved and ${f.plural(count, { one: 'is', other: 'are' })} still where ${f.plural(count, { one: 'it was', other: 'they were' })}. Please try again in a moment.`,
  },
  'download.failed': {
    ko: '받지 못했어요. 사진은 안전하니 잠시 뒤에 다시 해 주세요.',
    en: 'The download did not start. Your photos are safe; please try again in a moment.',
  },
  'download.withoutLocation': { ko: '위치 빼고 받기', en: 'Download without location' },
  'download.preparing': { ko: '위치를 빼는 중…', en: 'Taking the location out…' },
  'download.stillPreparing': {
    ko: '아직 위치를 빼고 있어요. 잠시 뒤에 다시 눌러 주세요.',
    en: 'The location is still being taken out. Please press it again in a moment.',
  },
  'download.locationStays': {
    ko: '이 파일에서는 위치를 뺄 수 없어서 받지 않았어요.',
    en: 'The location cannot be taken out of this file, so it was not downloaded.',
  },
  'cover.done': { ko: '앨범 표지를 바꿨어요.', en: 'That is the cover now.' },
  'lightbox.label': { ko: '크게 보기', en: 'Picture viewer' },
  'lightbox.trashed': { ko: '휴지통', en: 'In trash' },
  'lightbox.goneTitle': { ko: '여기에 없는 사진이에요', en: 'This photo is not here' },
  'lightbox.goneText': {
    ko: '완전히 삭제되었거나 주소가 바뀌었을 수 있어요. 다른 사진은 그대로 있어요.',
    en: 'It may have been deleted for good. Your other photos are safe.',
  },
  'lightbox.goneAction': { ko: '돌아가기', en: 'Go back' },
  'lightbox.close': { ko: '닫기', en: 'Close' },
  'lightbox.previous': { ko: '이전', en: 'Previous' },
  'lightbox.next': { ko: '다음', en: 'Next' },
  'lightbox.info': { ko: '정보', en: 'Info' },
  'lightbox.zoom': { ko: '확대와 축소', en: 'Zoom in or out' },
  'lightbox.fullScreen': { ko: '전체 화면', en: 'Full screen' },
  'lightbox.more': { ko: '더 보기', en: 'More' },
  'lightbox.turn': { ko: '오른쪽으로 돌려 보기', en: 'Rotate' },
  'lightbox.slideshow': { ko: '슬라이드 쇼', en: 'Slideshow' },
  'lightbox.slideshowStop': { ko: '슬라이드 쇼 멈추기', en: 'Stop the slideshow' },
  'lightbox.thumbnails': { ko: '앞뒤 사진', en: 'Thumbnails' },
  'lightbox.thumbnailsShow': { ko: '앞뒤 사진 보기', en: 'Show thumbnails' },
  'lightbox.thumbnailsHide': { ko: '앞뒤 사진 숨기기', en: 'Hide thumbnails' },
  'lightbox.position': {
    ko: ({ index, count }: { index: number; count: number }, f: Format) =>
      `${f.number(count)}개 중 ${f.number(index)}번째`,
    en: ({ index, count }, f) => `${f.number(index)} of ${f.number(count)}`,
  },
  'lightbox.processing': {
    ko: '아직 준비하고 있어요. 금방 볼 수 있어요.',
    en: 'Still getting ready. It will be here in a moment.',
  },
  'lightbox.infoFile': { ko: '파일', en: 'File' },
  'lightbox.infoTaken': { ko: '찍은 날', en: 'Taken' },
  'lightbox.infoAdded': { ko: '올린 날', en: 'Added' },
  'lightbox.infoSize': { ko: '크기', en: 'Size' },
  'lightbox.infoLength': { ko: '길이', en: 'Length' },
  'lightbox.infoCamera': { ko: '카메라', en: 'Camera' },
  'lightbox.infoLens': { ko: '렌즈', en: 'Lens' },
  'lightbox.infoExposure': { ko: '촬영 값', en: 'Exposure' },
  'lightbox.infoPlace': { ko: '찍은 곳', en: 'Place' },
  'lightbox.seconds': {
    ko: ({ seconds }: { seconds: string }) => `${seconds}초`,
    en: ({ seconds }) => `${seconds} s`,
  },
  'lightbox.altitude': {
    ko: ({ metres }: { metres: number }, f: Format) => `해발 ${f.number(metres)} m`,
    en: ({ metres }, f) => `${f.number(metres)} m above the sea`,
  },
  'lightbox.map': { ko: '지도에서 보기 (OpenStreetMap)', en: 'Show on OpenStreetMap' },
  'lightbox.infoAlbum': { ko: '앨범', en: 'Album' },
  'lightbox.pixels': {
    ko: ({ width, height }: { width: number; height: number }, f: Format) =>
      `${f.number(width)} × ${f.number(height)} 픽셀`,
    en: ({ width, height }, f) => `${f.number(width)} × ${f.number(height)} pixels`,
  },
  'video.preparing': {
    ko: '이 브라우저에서도 볼 수 있게 준비하고 있어요. 다 되면 여기에서 바로 볼 수 있어요.',
    en: 'This browser cannot play the original, so a copy that it can is being made. It will be here when it is ready.',
  },
  'video.away': {
    ko: '지금은 동영상을 불러오지 못했어요. 네트워크가 돌아오면 이어서 볼 수 있어요.',
    en: 'The video could not be loaded just now. It goes on here when the network is back.',
  },
  'video.failed': {
    ko: '이 브라우저에서는 재생할 수 없는 동영상이에요. 원본은 받을 수 있어요.',
    en: 'This browser cannot play this video. The original can be downloaded.',
  },
});
