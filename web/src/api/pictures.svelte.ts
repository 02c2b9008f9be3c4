// Pictures that are asked for by their addresses, so that what is wrong with one can be said.
import { answerOf } from "./ask";
import { Asked } from "./asked.svelte";

/** The picture at an address, as a file. */
export const pictureAt = async (address: string, signal?: AbortSignal): Promise<Blob> =>
  (await answerOf(address, signal ? { signal } : {})).blob();

/** A picture that follows its address, for a component that makes it while it begins. */
export class Picture {
  readonly #asked: Asked<Blob>;
  /** What an image is shown by, or "". */
  url = $state("");

  /** @param address where it is, of reactive values; null where there is none. */
  constructor(address: () => string | null) {
    this.#asked = new Asked((signal) => {
      const at = address();
      return at === null ? null : pictureAt(at, signal);
    });
    $effect(() => {
      const file = this.#asked.value, url = file ? URL.createObjectURL(file) : "";
      this.url = url;
      return () => URL.revokeObjectURL(url);
    });
  }

  get file(): Blob | undefined {
    return this.#asked.value;
  }

  get problem(): string {
    return this.#asked.problem;
  }

  get isPending(): boolean {
    return this.#asked.isPending;
  }
}
