import type { PutAnswer, PutObject } from '../put-object.ts';
import {
  type CommitAnswer,
  type KnownPicture,
  type RefusalCode,
  type SignedPart,
  type Ticket,
  type TicketAnswer,
  type UploadApi,
  UploadApiError,
  type UploadRequest,
} from '../upload-api.ts';

interface Held {
  readonly ref: string;
  readonly filename: string;
  readonly byteSize: number;
  readonly parts: Set<number>;
  state: 'open' | 'committed' | 'gone';
}

/** One request that reached the store. */
export interface Put {
  readonly ticketId: string;
  readonly part: number;
  readonly size: number;
  /** Ends the request with this answer. */
  answer(answer: PutAnswer): void;
}

/** A server and a store in memory, with a hand on each answer. Keeps the contract's promises. */
export class MemoryStore {
  readonly api: UploadApi;
  readonly requested: (readonly UploadRequest[])[] = [];
  readonly committed: (readonly string[])[] = [];
  readonly abandoned: string[] = [];
  readonly puts: Put[] = [];
  readonly tickets: Map<string, Held> = new Map();
  largestFileBytes = 2 ** 30;
  /** What the member has already: size in bytes and picture, by checksum. */
  readonly library: Map<string, KnownPicture & { readonly byteSize: number }> = new Map();
  /** What was asked about the library. */
  readonly sizesAsked: (readonly number[])[] = [];
  readonly hashesAsked: (readonly string[])[] = [];
  room = { limitBytes: 2 ** 40, usedBytes: 0, reservedBytes: 0 };
  partSize = 10;
  multipartAbove = 30;
  /** Answers requests to the store by themselves; null leaves them open until the test answers. */
  answerPut: ((put: Put) => PutAnswer) | null = () => ({ kind: 'stored' });
  refuse: (file: UploadRequest) => RefusalCode | null = () => null;
  refuseCommit: (ticketId: string) => RefusalCode | null = () => null;
  /** Errors that the next calls of an operation meet; `late` ones fail after the work was done. */
  readonly faults: { on: keyof UploadApi; error: UploadApiError; late?: boolean }[] = [];
  private generation = 0;

  constructor() {
    this.api = {
      requestUploads: (_albumId, files) => this.call('requestUploads', () => this.request(files)),
      renewTicket: (id, parts) => this.call('renewTicket', () => this.ticket(id, parts)),
      commitUploads: (ids) => this.call('commitUploads', () => this.commit(ids)),
      abandonUploads: (ids) => this.call('abandonUploads', () => this.abandon(ids)),
      pendingUploads: (parts) => this.call('pendingUploads', () => this.pending(parts)),
      storage: () => this.call('storage', () => this.room),
      limits: () => this.call('limits', () => ({ largestFileBytes: this.largestFileBytes })),
      knownSizes: (sizes) => this.call('knownSizes', () => this.known(sizes)),
      picturesByHash: (hashes) => this.call('picturesByHash', () => this.found(hashes)),
    };
  }

  readonly putObject: PutObject = (request, body, { signal, onProgress }) => {
    const url = new URL(request.url);
    const ticketId = url.searchParams.get('ticket') ?? '';
    const part = Number(url.searchParams.get('part'));
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      const put: Put = {
        ticketId,
        part,
        size: body.size,
        answer: (answer) => {
          if (answer.kind === 'stored') {
            this.tickets.get(ticketId)?.parts.add(part);
            onProgress(body.size);
          }
          resolve(answer);
        },
      };
      this.puts.push(put);
      if (this.answerPut !== null) put.answer(this.answerPut(put));
    });
  };

  private async call<T>(on: keyof UploadApi, work: () => T): Promise<T> {
    const index = this.faults.findIndex((fault) => fault.on === on);
    const fault = index < 0 ? undefined : this.faults.splice(index, 1)[0];
    if (fault !== undefined && fault.late !== true) throw fault.error;
    const answer = work();
    if (fault !== undefined) throw fault.error;
    return answer;
  }

  private request(files: readonly UploadRequest[]): TicketAnswer[] {
    this.requested.push(files);
    return files.map((file) => {
      const code = this.refuse(file);
      if (code !== null) return { kind: 'refusal', code };
      const id = `ticket-${this.tickets.size + 1}`;
      const { clientRef: ref, filename, byteSize } = file;
      this.tickets.set(id, { ref, filename, byteSize, parts: new Set(), state: 'open' });
      const ticket = this.ticket(id, 10);
      if (ticket === null) throw new Error('a ticket just made is there');
      return { kind: 'ticket', ticket };
    });
  }

  private ticket(id: string, parts: number): Ticket | null {
    const held = this.tickets.get(id);
    if (held?.state !== 'open') return null;
    this.generation += 1;
    const { ref: clientRef, filename, byteSize } = held;
    if (byteSize <= this.multipartAbove) {
      return { id, clientRef, filename, byteSize, transfer: { kind: 'single', request: this.signed(id, 1) } };
    }
    const partCount = Math.ceil(byteSize / this.partSize);
    const missing: SignedPart[] = [];
    for (let number = 1; number <= partCount && missing.length < parts; number += 1) {
      if (held.parts.has(number)) continue;
      missing.push({ ...this.signed(id, number), number, byteSize: this.partSize });
    }
    return {
      id,
      clientRef,
      filename,
      byteSize,
      transfer: { kind: 'parts', partSize: this.partSize, partCount, missing },
    };
  }

  private signed(id: string, part: number) {
    const url = `http://store.test/?ticket=${id}&part=${part}&signed=${this.generation}`;
    return { method: 'PUT', url, headers: [] };
  }

  private commit(ids: readonly string[]): CommitAnswer[] {
    this.committed.push(ids);
    return ids.map((ticketId) => {
      const held = this.tickets.get(ticketId);
      const code = this.refuseCommit(ticketId);
      if (code !== null) return { kind: 'refusal', ticketId, code };
      if (held === undefined || held.state === 'gone')
        return { kind: 'refusal', ticketId, code: 'TICKET_NOT_FOUND' };
      const parts = held.byteSize <= this.multipartAbove ? 1 : Math.ceil(held.byteSize / this.partSize);
      if (held.parts.size < parts) return { kind: 'refusal', ticketId, code: 'NOT_UPLOADED' };
      held.state = 'committed';
      return { kind: 'committed', ticketId, pictureId: `picture-of-${ticketId}` };
    });
  }

  private known(sizes: readonly number[]): number[] {
    this.sizesAsked.push(sizes);
    const there = new Set(Array.from(this.library.values(), (picture) => picture.byteSize));
    return sizes.filter((size) => there.has(size));
  }

  private found(hashes: readonly string[]): (KnownPicture | null)[] {
    this.hashesAsked.push(hashes);
    return hashes.map((hash) => {
      const picture = this.library.get(hash);
      return picture === undefined ? null : { pictureId: picture.pictureId, albumId: picture.albumId };
    });
  }

  private abandon(ids: readonly string[]): void {
    this.abandoned.push(...ids);
    for (const id of ids) {
      const held = this.tickets.get(id);
      if (held?.state === 'open') held.state = 'gone';
    }
  }

  private pending(parts: number): Ticket[] {
    return [...this.tickets.keys()].flatMap((id) => this.ticket(id, parts) ?? []);
  }
}

/** An operation's failure as the API's edge reports it. */
export function apiError(code: UploadApiError['code'], retryAfterMs: number | null = null): UploadApiError {
  return new UploadApiError(code, retryAfterMs);
}
