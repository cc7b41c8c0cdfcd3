/** What the album picker asks, where it is not into which album files go. */
export interface PickerQuestion {
  readonly title: string;
  /** The album that is no answer. */
  readonly without: string | null;
}
