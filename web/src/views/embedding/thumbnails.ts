// Small photos of the scan, asked for in bunches when they are wanted.
import { addressOf } from "../../api/ask";
import { pictureAt } from "../../api/pictures.svelte";

const BUNCH = 48;
const MOST = 3000; // kept, beyond which all are asked for again

/** A picture, and where on it a thumbnail begins. */
export interface Drawn {
  picture: ImageBitmap;
  left: number;
}

export class Thumbnails {
  readonly #drawn = new Map<number, Drawn>();
  readonly #asked = new Set<number>();
  readonly #control = new AbortController();
  #isAsking = false;
  #wanted: number[] = [];

  /** @param onchange called when some have come. */
  constructor(readonly onchange: () => void) {}

  /** The thumbnail of a photo's number, once it has come. */
  of(number: number): Drawn | undefined {
    return this.#drawn.get(number);
  }

  /** Ask for those of numbers, the first ones first; what was wanted before is forgotten. */
  want(numbers: readonly number[]): void {
    this.#wanted = numbers.filter((one) => !this.#asked.has(one));
    if (!this.#isAsking) void this.#ask();
  }

  close(): void {
    this.#control.abort();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#wanted.length && !this.#control.signal.aborted) {
      const bunch = this.#wanted.splice(0, BUNCH);
      if (this.#asked.size > MOST) {
        this.#asked.clear();
        this.#drawn.clear();
      }
      bunch.forEach((one) => this.#asked.add(one));
      try {
        const address = addressOf("/api/scan/thumbnails", {}, { photos: bunch.join(",") });
        const picture = await createImageBitmap(await pictureAt(address, this.#control.signal));
        bunch.forEach((one, at) => this.#drawn.set(one, { picture, left: at * picture.height }));
        this.onchange();
      } catch {
        // A photo that is gone has no thumbnail; opening it says why.
      }
    }
    this.#isAsking = false;
  }
}
