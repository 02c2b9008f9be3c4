// Where answers come from: a server that computes them, or files of answers that were computed beforehand.

export interface Source {
  /** Whether all that can be asked was computed beforehand. */
  isPublished: boolean;
  /** What the page says, by its English. */
  words: Record<string, string>;
  /** The answer to a question, as `fetch` gives it. */
  ask: (address: string, options: RequestInit) => Promise<Response>;
  /** What shows the picture at an address. */
  pictureAt: (address: string) => string;
  /** How many maps of a layer, from the first on, can be asked for. */
  mapsOf: (photo: string, layer: string) => number;
  /** The units of a layer that can be worked out; null where all can. */
  numbersOf: (photo: string, layer: string) => string[] | null;
}
