import { defineMessages } from '../i18n/define-messages.ts';
import type { Format } from '../i18n/format.ts';

const files = (count: number, f: Format) =>
  `${f.number(count)} ${f.plural(count, { one: 'file', other: 'files' })}`;

export const uploadMessages = defineMessages({
  'upload.add': { ko: '올리기', en: 'Upload' },
  'upload.addMenu': { ko: '사진과 동영상 올리기', en: 'Upload photos and videos' },
  'upload.chooseFiles': { ko: '사진·동영상 고르기', en: 'Choose photos and videos' },
  'upload.chooseFolder': { ko: '폴더 고르기', en: 'Choose a folder' },
  'upload.dropInto': {
    ko: ({ album }: { album: string }) => `여기에 놓으면 ‘${album}’에 올려요`,
    en: ({ album }) => `Drop to add to ${album}`,
  },
  'upload.dropHere': { ko: '여기에 놓으면 이 앨범에 올려요', en: 'Drop to add to this album' },
  'upload.dropAnywhere': {
    ko: '여기에 놓으면 어느 앨범에 담을지 물어볼게요',
    en: 'Drop, and choose an album',
  },
  'upload.tooManyFiles': {
    ko: ({ most }: { most: number }, f: Format) =>
      `한 번에 ${f.number(most)}개까지 담을 수 있어요. 나머지는 다 올라간 뒤에 다시 놓아 주세요.`,
    en: ({ most }, f) =>
      `The first ${f.number(most)} files were taken. Drop the folder again when they are up, and the rest follows.`,
  },
  'upload.notReady': {
    ko: '올리기를 시작하지 못했어요. 페이지를 새로 고친 뒤 다시 해 주세요.',
    en: 'Uploading could not start. Please reload the page and try again.',
  },
  'upload.nothingThere': {
    ko: '올릴 수 있는 파일을 찾지 못했어요.',
    en: 'No files were found in there.',
  },
  'upload.folderUnreadable': {
    ko: ({ folder }: { folder: string }) =>
      `‘${folder}’ 폴더를 읽을 수 없어서 그 안의 파일은 올리지 않았어요.`,
    en: ({ folder }) => `The folder ${folder} could not be read, so what is in it was left out.`,
  },
  'upload.folderTitle': { ko: '폴더를 어떻게 담을까요?', en: 'What about the folders?' },
  'upload.folderText': {
    ko: '폴더마다 같은 이름의 앨범을 만들거나, 한 앨범에 모두 담을 수 있어요.',
    en: 'Each folder can become an album of its own name, or all of it goes into one album.',
  },
  'upload.folderAlbums': { ko: '폴더마다 앨범 만들기', en: 'An album for each folder' },
  'upload.folderInto': {
    ko: ({ album }: { album: string }) => `모두 ‘${album}’에 담기`,
    en: ({ album }) => `All into ${album}`,
  },
  'upload.folderOne': { ko: '모두 한 앨범에 담기', en: 'All into one album' },
  'upload.albumFailed': {
    ko: '앨범을 만들지 못해서 일부를 올리지 않았어요. 잠시 뒤에 폴더를 다시 놓아 주세요.',
    en: 'An album could not be made, so some files were left out. Please drop the folder again in a moment.',
  },

  'upload.tray': { ko: '올리는 파일', en: 'Uploads' },
  'upload.unfinished': { ko: '올리다 만 파일', en: 'Unfinished uploads' },
  'upload.countOf': {
    ko: ({ done, total }: { done: number; total: number }, f: Format) =>
      `${f.number(total)}개 중 ${f.number(done)}개`,
    en: ({ done, total }, f) => `${f.number(done)} of ${f.number(total)}`,
  },
  'upload.sayCount': {
    ko: ({ done, total, share }: { done: number; total: number; share: number }, f: Format) =>
      `${f.number(total)}개 중 ${f.number(done)}개를 올렸어요. ${f.percent(share)}`,
    en: ({ done, total, share }, f) =>
      `${f.number(done)} of ${f.number(total)} uploaded, ${f.percent(share)} of all`,
  },
  'upload.allDone': {
    ko: ({ total }: { total: number }, f: Format) => `${f.number(total)}개를 모두 올렸어요`,
    en: ({ total }, f) => (total === 1 ? 'Your file is up' : `All ${files(total, f)} are up`),
  },
  'upload.doneWithProblems': {
    ko: ({ done, problems }: { done: number; problems: number }, f: Format) =>
      `${f.number(done)}개를 올렸고, ${f.number(problems)}개는 올리지 못했어요`,
    en: ({ done, problems }, f) => `${f.number(done)} uploaded, ${f.number(problems)} not`,
  },
  'upload.noneTaken': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개를 올리지 못했어요`,
    en: ({ count }, f) => `${files(count, f)} not uploaded`,
  },
  'upload.cancelledAll': { ko: '올리기를 취소했어요', en: 'Uploads cancelled' },
  'upload.speed': {
    ko: ({ speed }: { speed: number }, f: Format) => `초당 ${f.bytes(speed)}`,
    en: ({ speed }, f) => `${f.bytes(speed)}/s`,
  },
  'upload.timeLeft': {
    ko: ({ seconds }: { seconds: number }, f: Format) => `${leftKo(seconds, f)} 남음`,
    en: ({ seconds }, f) => `${leftEn(seconds, f)} left`,
  },
  'upload.bytesOf': {
    ko: ({ sent, total }: { sent: number; total: number }, f: Format) =>
      `${f.bytes(total)} 중 ${f.bytes(sent)}`,
    en: ({ sent, total }, f) => `${f.bytes(sent)} of ${f.bytes(total)}`,
  },
  'upload.progress': { ko: '전체 진행', en: 'Overall progress' },
  'upload.haltPaused': { ko: '멈춰 두었어요', en: 'Paused' },
  'upload.haltOffline': {
    ko: '인터넷이 끊겼어요. 연결되면 저절로 이어져요.',
    en: 'You are offline. It goes on by itself.',
  },
  'upload.haltLineDown': {
    ko: '연결이 자꾸 끊겨요. 잠시 뒤 저절로 다시 시도해요.',
    en: 'The connection keeps breaking. Trying again by itself.',
  },
  'upload.haltServerAway': {
    ko: 'Pic-up이 대답하지 않아요. 저절로 다시 시도해요.',
    en: 'Pic-up does not answer. Trying again by itself.',
  },
  'upload.haltSignedOut': { ko: '다시 로그인하면 이어서 올려요.', en: 'Sign in again, and it goes on.' },

  'upload.pauseAll': { ko: '모두 멈추기', en: 'Pause all' },
  'upload.resumeAll': { ko: '모두 이어서 올리기', en: 'Resume all' },
  'upload.cancelAll': { ko: '모두 취소', en: 'Cancel all' },
  'upload.retryAll': { ko: '모두 다시 시도', en: 'Try all again' },
  'upload.minimise': { ko: '접기', en: 'Collapse' },
  'upload.expand': { ko: '펼치기', en: 'Expand' },
  'upload.dismiss': { ko: '닫기', en: 'Close' },
  'upload.pauseOne': {
    ko: ({ name }: { name: string }) => `${name} 멈추기`,
    en: ({ name }) => `Pause ${name}`,
  },
  'upload.resumeOne': {
    ko: ({ name }: { name: string }) => `${name} 이어서 올리기`,
    en: ({ name }) => `Resume ${name}`,
  },
  'upload.cancelOne': {
    ko: ({ name }: { name: string }) => `${name} 취소`,
    en: ({ name }) => `Cancel ${name}`,
  },
  'upload.retryOne': {
    ko: ({ name }: { name: string }) => `${name} 다시 시도`,
    en: ({ name }) => `Try ${name} again`,
  },
  'upload.dropOne': {
    ko: ({ name }: { name: string }) => `${name} 목록에서 지우기`,
    en: ({ name }) => `Take ${name} off the list`,
  },
  'upload.addAnyway': {
    ko: ({ name }: { name: string }) => `${name} 그래도 올리기`,
    en: ({ name }) => `Upload ${name} anyway`,
  },

  'upload.missing': {
    ko: ({ count }: { count: number }, f: Format) => `전에 올리다 만 파일이 ${f.number(count)}개 있어요.`,
    en: ({ count }, f) => `${files(count, f)} did not finish last time.`,
  },
  'upload.known': {
    ko: ({ count }: { count: number }, f: Format) => `이미 있는 파일이 ${f.number(count)}개 있어요.`,
    en: ({ count }, f) => `${files(count, f)} ${f.plural(count, { one: 'is', other: 'are' })} here already.`,
  },
  'upload.knownTitle': { ko: '어떻게 할까요?', en: 'What about these?' },
  'upload.skipKnown': { ko: '건너뛰기', en: 'Skip' },
  'upload.addKnown': { ko: '그래도 올리기', en: 'Add anyway' },
  'upload.nothingNew': {
    ko: ({ count }: { count: number }, f: Format) => `${f.number(count)}개 모두 이미 있어요`,
    en: ({ count }, f) => `Nothing new: ${files(count, f)} skipped`,
  },
  'upload.skipOne': {
    ko: ({ name }: { name: string }) => `${name} 건너뛰기`,
    en: ({ name }) => `Skip ${name}`,
  },
  'upload.goOn': { ko: '이어서 올리기', en: 'Go on' },
  'upload.chooseAgain': { ko: '파일 다시 고르기', en: 'Choose the files again' },
  'upload.discard': { ko: '그만두기', en: 'Discard' },
  'upload.foundAgain': {
    ko: ({ found }: { found: number }, f: Format) => `${f.number(found)}개를 이어서 올려요.`,
    en: ({ found }, f) => `Going on with ${files(found, f)}.`,
  },
  'upload.noneFound': {
    ko: '올리다 만 파일이 아니에요. 이름, 크기, 날짜가 같은 파일을 골라 주세요.',
    en: 'Those are other files. Choose the ones with the same name, size and date.',
  },

  'upload.stateWaiting': { ko: '기다리는 중', en: 'Waiting' },
  'upload.stateHashing': { ko: '확인하는 중', en: 'Checking' },
  'upload.stateUploading': {
    ko: ({ share }: { share: number }, f: Format) => `올리는 중 ${f.percent(share)}`,
    en: ({ share }, f) => `Uploading ${f.percent(share)}`,
  },
  'upload.stateRetrying': { ko: '연결이 끊겨 다시 시도하는 중', en: 'Connection broke; trying again' },
  'upload.statePaused': { ko: '멈춤', en: 'Paused' },
  'upload.stateOffline': { ko: '연결을 기다리는 중', en: 'Waiting for the network' },
  'upload.stateFinishing': { ko: '마무리하는 중', en: 'Finishing' },
  'upload.stateDone': { ko: '올렸어요', en: 'Uploaded' },
  'upload.stateCancelled': { ko: '취소했어요', en: 'Cancelled' },
  'upload.stateDuplicate': { ko: '같은 파일을 이미 올리고 있어요', en: 'Already in this upload' },
  'upload.stateKnown': { ko: '이미 올린 파일이에요', en: 'Already in your library' },
  'upload.stateTwin': { ko: '같은 파일이 또 있어요', en: 'Twice in this upload' },
  'upload.stateSkipped': { ko: '이미 있어서 건너뛰었어요', en: 'Skipped: already in your library' },
  'upload.stateMissing': { ko: '파일을 다시 골라 주세요', en: 'Please choose it again' },

  'upload.refusedType': { ko: '사진이나 동영상이 아니에요', en: 'Not a photo or video' },
  'upload.refusedEmpty': { ko: '빈 파일이에요', en: 'This file is empty' },
  'upload.refusedTooLarge': {
    ko: ({ most }: { most: number }, f: Format) => `너무 커요. ${f.bytes(most)}까지 돼요`,
    en: ({ most }, f) => `Too large: ${f.bytes(most)} is the most`,
  },
  'upload.refusedTooLargeSomehow': { ko: '파일이 너무 커요', en: 'This file is too large' },
  'upload.refusedQuota': { ko: '저장 공간이 모자라요', en: 'Not enough storage left' },
  'upload.refusedName': { ko: '파일 이름을 바꿔 주세요', en: 'Please give it another name' },

  'upload.failedChanged': {
    ko: '파일이 바뀌었어요. 다시 골라 주세요',
    en: 'It has changed. Please choose it again',
  },
  'upload.failedUnreadable': { ko: '파일을 읽을 수 없어요', en: 'This file cannot be read' },
  'upload.failedAlbumGone': { ko: '앨범이 삭제됐어요', en: 'Its album was deleted' },
  'upload.failedConnection': { ko: '연결이 계속 끊겼어요', en: 'The connection broke off' },
  'upload.failedStore': { ko: '저장소가 받지 못했어요', en: 'The storage refused it' },
  'upload.failedServer': { ko: 'Pic-up에 문제가 있었어요', en: 'Pic-up had a problem' },
});

function leftKo(seconds: number, f: Format): string {
  const { hours, minutes } = hoursOf(seconds);
  if (seconds < 60) return `${f.number(Math.max(1, Math.ceil(seconds)))}초`;
  if (hours === 0) return `${f.number(minutes)}분`;
  return `${f.number(hours)}시간 ${f.number(minutes)}분`;
}

function leftEn(seconds: number, f: Format): string {
  const { hours, minutes } = hoursOf(seconds);
  if (seconds < 60) return `${f.number(Math.max(1, Math.ceil(seconds)))} s`;
  if (hours === 0) return `${f.number(minutes)} min`;
  return `${f.number(hours)} h ${f.number(minutes)} min`;
}

// Rounded first: 59 minutes and 45 seconds are an hour, and not 60 minutes.
function hoursOf(seconds: number): { hours: number; minutes: number } {
  const whole = Math.round(seconds / 60);
  return { hours: Math.floor(whole / 60), minutes: whole % 60 };
}
