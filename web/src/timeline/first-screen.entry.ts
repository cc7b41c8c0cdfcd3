// Loads beside the app and is there long before it: shows the timeline's first pictures as soon as they are known.
import { createFormat } from '../i18n/format.ts';
import { startingLanguage } from '../i18n/language.ts';
import { isFull } from '../usage/is-full.ts';
import { drawFirstScreen } from './draw-first-screen.ts';
import { openFirstScreen } from './first-screen.ts';
import { timelineTitle } from './timeline.messages.ts';

const { TimelineStart: start, Viewer: viewer } = window.picupFirst ?? {};
if (start && viewer && location.pathname === '/') {
  Promise.all([start.answer, viewer.answer]).then(
    ([{ data: timeline }, { data: session }]) => {
      // Nobody is there, or a line above the pictures says that the storage is full: the app knows how that looks.
      if (!timeline?.timelinePage || !session?.viewer || isFull(session.viewer.storage)) return;
      const { timelineMonths, timelinePage, pictures } = timeline;
      if (timelinePage.ids.length === 0) return;
      const screen = openFirstScreen();
      if (!screen) return;
      const language = startingLanguage();
      drawFirstScreen(
        screen,
        { timelineMonths, timelinePage, pictures },
        timelineTitle[language],
        createFormat(language),
      );
    },
    // The app hears of it, too, and tells.
    () => undefined,
  );
}
