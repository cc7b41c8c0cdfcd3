import { albumMessages } from '../album/album.messages.ts';
import { appMessages } from '../app/app.messages.ts';
import { keysMessages } from '../keys/keys.messages.ts';
import { memberMessages } from '../member/member.messages.ts';
import { pictureMessages } from '../picture/picture.messages.ts';
import { shareMessages } from '../share/share.messages.ts';
import { timelineMessages } from '../timeline/timeline.messages.ts';
import { trashMessages } from '../trash/trash.messages.ts';
import { uploadMessages } from '../upload/upload.messages.ts';
import { usageMessages } from '../usage/usage.messages.ts';

/** Every message of the app. Each slice keeps its own words. */
export const messages = {
  ...appMessages,
  ...memberMessages,
  ...keysMessages,
  ...uploadMessages,
  ...usageMessages,
  ...albumMessages,
  ...pictureMessages,
  ...shareMessages,
  ...timelineMessages,
  ...trashMessages,
  ...uploadMessages,
};
