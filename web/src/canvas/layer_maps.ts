// The maps of a layer, fetched in pieces when they are seen.
import { source } from "$source";
import { mapsOf, type LayerRow } from "../api/questions";
import { canvasOf, limitOf, pixelsOf } from "./scale";

const PIECE = 1 << 19; // numbers that are asked for at once

/** (rows, columns) of a layer's maps: a vector has maps of one place, a sequence maps of one row. */
export function extentOf(layer: LayerRow): [number, number] {
  const places = layer.output_shape.slice(1), columns = places.at(-1) ?? 1;
  return [places.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

export class LayerMaps {
  readonly rows: number;
  readonly columns: number;
  /** Those that can be shown: all of the layer, unless it was published in part. */
  readonly channels: number;
  /** The greatest magnitude of all that has come: the full colour. */
  limit = 0;
  readonly #control = new AbortController();
  readonly #asked = new Set<number>();
  readonly #values = new Map<number, Float32Array>();
  readonly #drawn = new Map<number, OffscreenCanvas>();
  readonly #count: number;

  /**
   * @param photo its id.
   * @param layer whose maps they are.
   * @param onchange called when a piece has come, with what went wrong if it did not.
   */
  constructor(readonly photo: string, readonly layer: LayerRow, readonly onchange: (problem: string) => void) {
    [this.rows, this.columns] = extentOf(layer);
    this.channels = Math.min(layer.output_shape[0] ?? 1, source.mapsOf(photo, layer.address));
    this.#count = Math.max(1, Math.min(256, Math.floor(PIECE / (this.rows * this.columns))));
  }

  /** Ask for the pieces that hold some channels. */
  want(first: number, end: number): void {
    for (let piece = Math.floor(first / this.#count); piece * this.#count < Math.min(end, this.channels); piece++) {
      if (!this.#asked.has(piece)) void this.#fetch(piece);
    }
  }

  /** The values of a map, once they have come. */
  valuesOf(channel: number): Float32Array | undefined {
    return this.#values.get(channel);
  }

  /** A map drawn at its own size. */
  drawnOf(channel: number): OffscreenCanvas | undefined {
    const values = this.#values.get(channel);
    if (!values || this.#drawn.has(channel)) return this.#drawn.get(channel);
    const drawn = canvasOf(pixelsOf(values, this.rows, this.columns, this.limit));
    this.#drawn.set(channel, drawn);
    return drawn;
  }

  /** Await nothing any more. */
  close(): void {
    this.#control.abort();
  }

  async #fetch(piece: number): Promise<void> {
    this.#asked.add(piece);
    const first = piece * this.#count, size = this.rows * this.columns;
    try {
      const found = await mapsOf(this.photo, this.layer.address, first, this.#count, false, this.#control.signal);
      for (let at = 0; at < found.shape[0]!; at++) {
        this.#values.set(first + at, found.values.subarray(at * size, (at + 1) * size));
      }
      if (limitOf(found.range) > this.limit) {
        this.limit = limitOf(found.range);
        this.#drawn.clear();
      }
      this.onchange("");
    } catch (error) {
      if (!this.#control.signal.aborted) this.onchange((error as Error).message);
    }
  }
}
