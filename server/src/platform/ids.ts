import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';

const monotonic = monotonicFactory((): number => randomBytes(1).readUInt8() / 256);

/** A new row id: a ULID, ordered by the time it was made in this process. */
export const newId = (): string => monotonic();

/** 128 random bits as base64url: what makes an object key unguessable. */
export const newSecret = (byteLength = 16): string => randomBytes(byteLength).toString('base64url');

/** The types that have global ids. */
export type NodeType = 'Member' | 'Album' | 'Picture' | 'UploadTicket';

const nodeTypes: ReadonlySet<string> = new Set(['Member', 'Album', 'Picture', 'UploadTicket']);
const isNodeType = (name: string): name is NodeType => nodeTypes.has(name);

/** The opaque id of the Relay Node interface. */
export const toGlobalId = (type: NodeType, id: string): string =>
  Buffer.from(`${type}:${id}`).toString('base64url');

/** What a global id names, or undefined where this server did not make it. */
export function fromGlobalId(globalId: string): { type: NodeType; id: string } | undefined {
  const match = /^([A-Za-z]+):([0-9A-HJKMNP-TV-Z]{26})$/.exec(
    Buffer.from(globalId, 'base64url').toString('latin1'),
  );
  const [, type, id] = match ?? [];
  if (!type || !id || !isNodeType(type) || toGlobalId(type, id) !== globalId) return undefined;
  return { type, id };
}

/** The row id in a global id of the given type, or undefined where it names anything else. */
export function idOf(type: NodeType, globalId: string): string | undefined {
  const named = fromGlobalId(globalId);
  return named?.type === type ? named.id : undefined;
}
