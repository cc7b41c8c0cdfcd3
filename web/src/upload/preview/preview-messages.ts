/** A small picture of a file. */
export interface SmallPicture {
  readonly blob: Blob;
  /** Pixels of the small picture, upright. */
  readonly width: number;
  readonly height: number;
}

export interface PreviewJob {
  readonly id: number;
  readonly body: Blob;
}

/** Null where this browser cannot show the file. */
export interface PreviewAnswer {
  readonly id: number;
  readonly picture: SmallPicture | null;
}
