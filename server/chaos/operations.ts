import { z } from 'zod';
import { TRANSFER, transfer } from './send-file.ts';

/** A GraphQL operation with the shape of its answer. */
export type Operation<T> = { query: string; data: z.ZodType<T> };

const operation = <T>(query: string, data: z.ZodType<T>): Operation<T> => ({ query, data });

const STORAGE = 'storage { limitBytes usedBytes reservedBytes }';
const storage = z.object({ limitBytes: z.number(), usedBytes: z.number(), reservedBytes: z.number() });
/** A member's storage as a client is told of it. */
export type ToldStorage = z.infer<typeof storage>;

const session = z.object({
  member: z.object({ id: z.string() }),
  tokens: z.object({ accessToken: z.string(), refreshToken: z.string() }),
});
const node = z.object({ id: z.string() });

export const signUp = operation(
  'mutation ($input: SignUpInput!) { session: signUp(input: $input) { member { id } tokens { accessToken refreshToken } } }',
  z.object({ session }),
);
export const signIn = operation(
  'mutation ($input: SignInInput!) { session: signIn(input: $input) { member { id } tokens { accessToken refreshToken } } }',
  z.object({ session }),
);
export const refreshSession = operation(
  'mutation ($input: RefreshSessionInput!) { session: refreshSession(input: $input) { member { id } tokens { accessToken refreshToken } } }',
  z.object({ session }),
);
export const createAlbum = operation(
  'mutation ($input: CreateAlbumInput!) { createAlbum(input: $input) { album { id } } }',
  z.object({ createAlbum: z.object({ album: node }) }),
);
export const requestUploads = operation(
  `mutation ($input: RequestUploadsInput!) { requestUploads(input: $input) { ${STORAGE}
    results { __typename ... on UploadTicket { id ${TRANSFER} } ... on UploadRefusal { code } } } }`,
  z.object({
    requestUploads: z.object({
      storage,
      results: z.array(
        z.discriminatedUnion('__typename', [
          z.object({ __typename: z.literal('UploadTicket'), id: z.string(), transfer }),
          z.object({ __typename: z.literal('UploadRefusal'), code: z.string() }),
        ]),
      ),
    }),
  }),
);
export const commitUploads = operation(
  `mutation ($input: CommitUploadsInput!) { commitUploads(input: $input) { ${STORAGE}
    results { __typename ... on CommittedUpload { ticketId picture { id byteSize } } ... on CommitRefusal { ticketId code } } } }`,
  z.object({
    commitUploads: z.object({
      storage,
      results: z.array(
        z.discriminatedUnion('__typename', [
          z.object({
            __typename: z.literal('CommittedUpload'),
            ticketId: z.string(),
            picture: z.object({ id: z.string(), byteSize: z.number() }),
          }),
          z.object({ __typename: z.literal('CommitRefusal'), ticketId: z.string(), code: z.string() }),
        ]),
      ),
    }),
  }),
);
export const pendingUploads = operation(
  'query { pendingUploads(first: 100) { nodes { id } } }',
  z.object({ pendingUploads: z.object({ nodes: z.array(node) }) }),
);
export const abandonUploads = operation(
  `mutation ($input: AbandonUploadsInput!) { abandonUploads(input: $input) { ${STORAGE} } }`,
  z.object({ abandonUploads: z.object({ storage }) }),
);
export const deletePictures = operation(
  `mutation ($input: DeletePicturesInput!) { deletePictures(input: $input) { ${STORAGE} deletedPictureIds } }`,
  z.object({ deletePictures: z.object({ storage, deletedPictureIds: z.array(z.string()) }) }),
);
const turned = z.object({ turned: z.object({ storage }) });
export const trashPictures = operation(
  `mutation ($input: TrashPicturesInput!) { turned: trashPictures(input: $input) { ${STORAGE} } }`,
  turned,
);
export const restorePictures = operation(
  `mutation ($input: RestorePicturesInput!) { turned: restorePictures(input: $input) { ${STORAGE} } }`,
  turned,
);
export const emptyTrash = operation(
  `mutation { emptyTrash { ${STORAGE} } }`,
  z.object({ emptyTrash: z.object({ storage }) }),
);
export const movePictures = operation(
  'mutation ($input: MovePicturesInput!) { movePictures(input: $input) { pictures { id } } }',
  z.object({ movePictures: z.object({ pictures: z.array(node) }) }),
);
export const prepareLocationFreeDownloads = operation(
  'mutation ($input: PrepareLocationFreeDownloadsInput!) { prepareLocationFreeDownloads(input: $input) { pictures { id } } }',
  z.object({ prepareLocationFreeDownloads: z.object({ pictures: z.array(node) }) }),
);
export const deleteAlbum = operation(
  `mutation ($input: DeleteAlbumInput!) { deleteAlbum(input: $input) { ${STORAGE} } }`,
  z.object({ deleteAlbum: z.object({ storage }) }),
);
export const deleteMember = operation(
  'mutation ($input: DeleteMemberInput!) { deleteMember(input: $input) { deletedMemberId } }',
  z.object({ deleteMember: z.object({ deletedMemberId: z.string() }) }),
);
export const look = operation(
  `query ($id: ID!) { picture(id: $id) { byteSize } viewer { ${STORAGE} } }`,
  z.object({
    picture: z.object({ byteSize: z.number() }).nullable(),
    viewer: z.object({ storage }).nullable(),
  }),
);
