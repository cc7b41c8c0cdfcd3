import { readFileSync } from 'node:fs';
import { type FieldNode, Kind, parse, print, separateOperations, visit } from 'graphql';
import type * as Types from './operations.generated.ts';

/** What each operation is given and answers. */
export interface Operations {
  CliSignIn: { variables: Types.CliSignInMutationVariables; data: Types.CliSignInMutation };
  CliRefreshSession: {
    variables: Types.CliRefreshSessionMutationVariables;
    data: Types.CliRefreshSessionMutation;
  };
  CliSignOut: { variables: Types.CliSignOutMutationVariables; data: Types.CliSignOutMutation };
  CliAlbums: { variables: Types.CliAlbumsQueryVariables; data: Types.CliAlbumsQuery };
  CliCreateAlbum: { variables: Types.CliCreateAlbumMutationVariables; data: Types.CliCreateAlbumMutation };
  CliRequestUploads: {
    variables: Types.CliRequestUploadsMutationVariables;
    data: Types.CliRequestUploadsMutation;
  };
  CliRenewTicket: { variables: Types.CliRenewTicketQueryVariables; data: Types.CliRenewTicketQuery };
  CliCommitUploads: {
    variables: Types.CliCommitUploadsMutationVariables;
    data: Types.CliCommitUploadsMutation;
  };
  CliAbandonUploads: {
    variables: Types.CliAbandonUploadsMutationVariables;
    data: Types.CliAbandonUploadsMutation;
  };
  CliPendingUploads: { variables: Types.CliPendingUploadsQueryVariables; data: Types.CliPendingUploadsQuery };
  CliStorage: { variables: Types.CliStorageQueryVariables; data: Types.CliStorageQuery };
  CliLimits: { variables: Types.CliLimitsQueryVariables; data: Types.CliLimitsQuery };
  CliKnownSizes: { variables: Types.CliKnownSizesQueryVariables; data: Types.CliKnownSizesQuery };
  CliPicturesByHash: { variables: Types.CliPicturesByHashQueryVariables; data: Types.CliPicturesByHashQuery };
}

/** The operation's text to send. Throws for one that is not in the file, which the types allow nobody to ask for. */
export function textOf(name: keyof Operations): string {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`there is no operation ${name}`);
  return text;
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

// Read as they are written, so that the command needs nothing built: only its types are generated.
const texts: ReadonlyMap<string, string> = (() => {
  const source = ['./operations.graphql', '../api/UploadTicket.graphql']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n');
  const document = visit(parse(source), {
    // Apollo's own directive, which no server knows.
    Directive: ({ name }) => (name.value === 'unmask' ? null : undefined),
    // The types promise it of every object, as Apollo asks for it.
    SelectionSet: (node, _key, parent) =>
      parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
        ? undefined
        : { ...node, selections: [...node.selections, typename] },
  });
  return new Map(
    Object.entries(separateOperations(document)).map(([name, operation]) => [name, print(operation)]),
  );
})();
