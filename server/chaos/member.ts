import type { Dice } from './dice.ts';
import type { Operation, ToldStorage } from './operations.ts';
import { nameOf, type Outcome, type OutsideClient, type Tally } from './outside-client.ts';
import type { TrialFile } from './trial-files.ts';
import { type KnownAlbum, type KnownMember, type KnownPicture, wishFor } from './truth.ts';

/** What all members of a trial share. */
export type Society = {
  client: OutsideClient;
  tally: Tally;
  dice: Dice;
  newFile: () => TrialFile;
  /** Everybody who was ever signed up, for the checker. */
  everybody: KnownMember[];
};

/** A member with what they know and how they speak to the API; everything odd that they are told is noted. */
export class Member {
  readonly me: KnownMember;
  readonly dice: Dice;
  readonly society: Society;

  constructor(society: Society, me: KnownMember) {
    this.society = society;
    this.dice = society.dice.split();
    this.me = me;
  }

  /** Notes what must not happen. */
  wrong(sentence: string): void {
    this.society.tally.wrong.push(sentence);
  }

  /** Looks at a storage that an answer told of. */
  hold({ limitBytes, usedBytes, reservedBytes }: ToldStorage): void {
    if (usedBytes + reservedBytes > limitBytes)
      this.wrong(`a client was told of ${usedBytes} + ${reservedBytes} bytes of ${limitBytes}`);
  }

  /**
   * Runs an operation.
   * @param mayRefuse whether this refusal has its place here; while the member goes, being unknown always has.
   */
  async ask<T>(
    operation: Operation<T>,
    variables: object = {},
    mayRefuse: (code: string, doubtful: boolean) => boolean = () => false,
  ): Promise<Outcome<T>> {
    const outcome = await this.society.client.ask(operation, variables, this.me.token);
    if (outcome.kind !== 'refused') return outcome;
    const { code, message, doubtful } = outcome;
    const going = this.me.wish !== 'kept' && (code === 'UNAUTHENTICATED' || code === 'NOT_FOUND');
    if (!going && !mayRefuse(code, doubtful)) this.wrong(`${code} to ${nameOf(operation.query)}: ${message}`);
    return outcome;
  }

  /** An album that is surely there. */
  anAlbum(): KnownAlbum | undefined {
    const kept = this.me.albums.filter(({ wish }) => wish === 'kept');
    return kept.length > 0 ? this.dice.pick(kept) : undefined;
  }

  /** A few pictures that are surely there, in the trash or not. */
  somePictures(trashed: boolean): KnownPicture[] {
    const kept = [...this.me.pictures.values()].filter(
      (picture) => wishFor(picture) === 'kept' && picture.trashed === trashed,
    );
    if (kept.length === 0) return [];
    return [...new Set(Array.from({ length: this.dice.between(1, 4) }, () => this.dice.pick(kept)))];
  }
}
