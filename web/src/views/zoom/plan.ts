// Where everything lies in the plane that is zoomed: the photo, the layers, their maps, and the places of these.
import type { LayerRow } from "../../api/questions";
import { extentOf } from "../../canvas/layer_maps";
import type { Unit } from "../../state/unit";

/** In units of a layer's side. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const ACROSS = 1.32, DOWN = 1.5, FILLED = 0.9; // from layer to layer, and a map's share of its square

/** What a point of the plane, or an address, names: a layer, a map of it, a place in that. */
export interface Target {
  layer: number;
  channel: number | null;
  place: [number, number] | null;
}

/** Layers in rows, as many in each as make the plane as wide as the window is. */
export class Plan {
  readonly inRow: number;
  readonly whole: Box;

  constructor(readonly layers: readonly LayerRow[], shape: number) {
    const slots = layers.length + 1; // the photo comes first
    this.inRow = Math.max(1, Math.min(slots, Math.ceil(Math.sqrt((slots * shape * DOWN) / ACROSS))));
    const rows = Math.ceil(slots / this.inRow);
    this.whole = { left: -0.16, top: -0.3, width: this.inRow * ACROSS, height: rows * DOWN };
  }

  /** The square of a layer; of the photo, which is before the first. */
  layer(at: number): Box {
    const slot = at + 1;
    return { left: (slot % this.inRow) * ACROSS, top: Math.floor(slot / this.inRow) * DOWN, width: 1, height: 1 };
  }

  /** How many maps of a layer are in a row. */
  across(at: number): number {
    return Math.ceil(Math.sqrt(this.layers[at]!.output_shape[0] ?? 1));
  }

  /** The rectangle of a map. */
  map(at: number, channel: number): Box {
    const { left, top } = this.layer(at), across = this.across(at), square = 1 / across;
    const [rows, columns] = extentOf(this.layers[at]!), pixel = (FILLED * square) / Math.max(rows, columns);
    const [width, height] = [columns * pixel, rows * pixel];
    return {
      left: left + (channel % across) * square + (square - width) / 2, width,
      top: top + Math.floor(channel / across) * square + (square - height) / 2, height,
    };
  }

  /** The square of a place. */
  place(at: number, channel: number, [row, column]: readonly [number, number]): Box {
    const { left, top, width, height } = this.map(at, channel), [rows, columns] = extentOf(this.layers[at]!);
    return { left: left + (column * width) / columns, top: top + (row * height) / rows, width: width / columns, height: height / rows };
  }

  /** What is shown when something is looked at. */
  box(target: Target | null): Box {
    if (!target) return this.whole;
    if (target.channel === null) return this.layer(target.layer);
    return target.place ? this.place(target.layer, target.channel, target.place) : this.map(target.layer, target.channel);
  }

  /** What lies at a point. */
  at(x: number, y: number): Target | null {
    const layer = Math.floor(y / DOWN) * this.inRow + Math.floor(x / ACROSS) - 1, row = this.layers[layer];
    if (!row || x < 0 || x % ACROSS > 1 || y < 0 || y % DOWN > 1 || Math.floor(x / ACROSS) >= this.inRow) return null;
    const across = this.across(layer), { left, top } = this.layer(layer);
    const channel = Math.floor((y - top) * across) * across + Math.floor((x - left) * across);
    if (channel >= (row.output_shape[0] ?? 1)) return { layer, channel: null, place: null };
    const map = this.map(layer, channel), [rows, columns] = extentOf(row);
    const place: [number, number] = [Math.floor(((y - map.top) / map.height) * rows), Math.floor(((x - map.left) / map.width) * columns)];
    const isInside = place[0] >= 0 && place[1] >= 0 && place[0] < rows && place[1] < columns;
    return { layer, channel, place: isInside ? place : null };
  }

  /** The target of an address. */
  target(layer: LayerRow | undefined, unit: Unit | null): Target | null {
    if (!layer) return null;
    const at = this.layers.indexOf(layer), [rows, columns] = extentOf(layer);
    if (!unit || unit.channel >= (layer.output_shape[0] ?? 1)) return { layer: at, channel: null, place: null };
    if (!unit.place && rows * columns > 1) return { layer: at, channel: unit.channel, place: null };
    const [row = 0, column = 0] = unit.place ?? [0, 0];
    return { layer: at, channel: unit.channel, place: row < rows && column < columns ? [row, column] : null };
  }
}
