// The maps of the layers that were come near to: of all layers the first four, and all maps of those that were seen last.
import { source } from "$source";
import { mapsOf, type LayerRow } from "../../api/questions";
import { extentOf, LayerMaps } from "../../canvas/layer_maps";
import { canvasOf, limitOf, pixelsOf } from "../../canvas/scale";

const FEW = 4, KEPT = 8; // maps from afar, and layers whose maps are all kept

export class Layers {
  readonly #all = new Map<LayerRow, LayerMaps>();
  readonly #few = new Map<LayerRow, OffscreenCanvas[]>();
  readonly #control = new AbortController();

  /**
   * @param photo its id.
   * @param onchange called when maps have come, or with what went wrong.
   */
  constructor(readonly photo: string, readonly onchange: (problem: string) => void) {}

  /** All maps of a layer. */
  all(layer: LayerRow): LayerMaps {
    const maps = this.#all.get(layer) ?? new LayerMaps(this.photo, layer, this.onchange);
    this.#all.delete(layer);
    this.#all.set(layer, maps);
    for (const [one, oldest] of this.#all) {
      if (this.#all.size <= KEPT) break;
      oldest.close();
      this.#all.delete(one);
    }
    return maps;
  }

  /** The first maps of a layer, drawn; none until they have come. */
  few(layer: LayerRow): OffscreenCanvas[] {
    if (!this.#few.has(layer)) {
      this.#few.set(layer, []);
      if (source.mapsOf(this.photo, layer.address)) void this.#fetch(layer);
    }
    return this.#few.get(layer)!;
  }

  async #fetch(layer: LayerRow): Promise<void> {
    try {
      const { values, shape, range } = await mapsOf(this.photo, layer.address, 0, FEW, false, this.#control.signal);
      const [rows, columns] = extentOf(layer), size = rows * columns, limit = limitOf(range);
      this.#few.set(layer, Array.from({ length: shape[0] ?? 1 }, (_, at) =>
        canvasOf(pixelsOf(values.subarray(at * size, (at + 1) * size), rows, columns, limit))));
      this.onchange("");
    } catch (error) {
      if (!this.#control.signal.aborted) this.onchange((error as Error).message);
    }
  }

  /** Await nothing any more. */
  close(): void {
    this.#control.abort();
    for (const maps of this.#all.values()) maps.close();
  }
}
