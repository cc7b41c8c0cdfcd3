import { z } from 'zod';

const id = z.string().length(26);
/** As a column writes it, in UTC with microseconds. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);

/** What each event carries. A change that old consumers can't read gets a new version. */
type Payloads = {
  'member.signed-up': { memberId: string };
  'member.deleted': { memberId: string };
  'picture.stored': { pictureId: string; memberId: string };
  'picture.playback-wanted': { pictureId: string; memberId: string };
  'picture.location-free-wanted': { pictureId: string; memberId: string };
  'album.deleted': { albumId: string; memberId: string };
  'trash.emptied': { memberId: string; before: string };
};

/** The names of all events. */
export type EventType = keyof Payloads;

/** What an event of this name carries. */
export type Payload<T extends EventType> = Payloads[T];

type Catalogue = { readonly [T in EventType]: { version: number; payload: z.ZodType<Payloads[T]> } };

/** Every event: its schema version, and the schema that both ends check it with. */
export const catalogue: Catalogue = {
  'member.signed-up': { version: 1, payload: z.object({ memberId: id }) },
  'member.deleted': { version: 1, payload: z.object({ memberId: id }) },
  'picture.stored': { version: 1, payload: z.object({ pictureId: id, memberId: id }) },
  'picture.playback-wanted': { version: 1, payload: z.object({ pictureId: id, memberId: id }) },
  'picture.location-free-wanted': { version: 1, payload: z.object({ pictureId: id, memberId: id }) },
  'album.deleted': { version: 1, payload: z.object({ albumId: id, memberId: id }) },
  'trash.emptied': { version: 1, payload: z.object({ memberId: id, before: instant }) },
};

/** Which consumers there are, and the event each takes: every one has a queue of its own. */
export const routes = {
  'provision-storage': 'member.signed-up',
  'remove-member': 'member.deleted',
  'sweep-album': 'album.deleted',
  'empty-trash': 'trash.emptied',
  'make-renditions': 'picture.stored',
  'make-playback': 'picture.playback-wanted',
  'remove-location': 'picture.location-free-wanted',
} as const satisfies Record<string, EventType>;
