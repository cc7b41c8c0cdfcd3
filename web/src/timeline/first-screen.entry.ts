// Loads beside the app and is there long before it: shows the timeline's first pictures as soon as they are known.
import { createFormat } from '../i18n/format.ts';
import { startingLanguage } from '../i18n/language.ts';
import { isFull } from '../usage/is-full.ts';
import { drawFirstScreen, prepareFirstScreen } from './draw-first-screen.ts';
import { openFirstScreen } from './first-screen.ts';
import { timelineTitle } from './timeline.messages.ts';

const { TimelineStart: start, Viewer: viewer } = window.picupFirst ?? {};
const screen = start && viewer && location.pathname === '/' ? openFirstScreen() : null;
if (start && viewer && screen) {
  const language = startingLanguage();
  screen.style.visibility = 'hidden';
  const frame = prepareFirstScreen(screen, timelineTitle[language], createFormat(language));
  Promise.all([start.answer, viewer.answer]).then(
    async ([{ data: timeline }, { data: session }]) => {
      // Nobody is there, or a line above the pictures says that the storage is full: the app knows how that looks.
      if (!timeline?.timelinePage || !session?.viewer || isFull(session.viewer.storage)) return;
      const { timelineMonths, timelinePage, pictures } = timeline;
      const prepared = await frame;
      // The app may have been quicker, as from its own cache.
      if (timelinePage.ids.length === 0 || !screen.isConnected) return;
      await drawFirstScreen(prepared, { timelineMonths, timelinePage, pictures });
      screen.style.visibility = '';
    },
    // The app hears of it, too, and tells.
    () => undefined,
  );
}
