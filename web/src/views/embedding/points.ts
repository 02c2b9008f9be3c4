// Points of a plane: where they are on the screen, which is under a place, which lie inside a lasso.
import type { components } from "../../api/schema";

export type EmbeddingCard = components["schemas"]["EmbeddingCard"];
/** Right and down, in pixels of the screen or units of the plane. */
export type Spot = [number, number];

/** What of the plane is seen: its point in the middle, and how many pixels a unit has. */
export interface Sight {
  x: number;
  y: number;
  scale: number;
}

export const SIDE = 40; // pixels of a thumbnail on the plane
const REACH = 14; // pixels from a dot at which it is still meant
const PRIME = 7919;

export class Points {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Left, top, width and height of all of them. */
  readonly extent: [number, number, number, number];
  readonly #picked = new Map<number, number[]>();
  readonly #order: Uint32Array;

  constructor(readonly card: EmbeddingCard) {
    this.count = card.numbers.length;
    this.x = Float64Array.from(card.x);
    this.y = Float64Array.from(card.y, (value) => -value); // downwards, as screens count
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let at = 0; at < this.count; at++) {
      [left, right] = [Math.min(left, this.x[at]!), Math.max(right, this.x[at]!)];
      [top, bottom] = [Math.min(top, this.y[at]!), Math.max(bottom, this.y[at]!)];
    }
    this.extent = [left, top, right - left, bottom - top];
    // Names are in the order of classes; multiplying by a prime spreads the thumbnails over them.
    this.#order = Uint32Array.from({ length: this.count }, (_, at) => at)
      .sort((a, b) => ((a * PRIME) % 10007) - ((b * PRIME) % 10007));
  }

  /** What shows all points on so many pixels. */
  whole(width: number, height: number): Sight {
    const [left, top, across, down] = this.extent, room = (size: number) => Math.max(size - 72, 40);
    const scale = Math.min(room(width) / Math.max(across, 1e-9), room(height) / Math.max(down, 1e-9));
    return { x: left + across / 2, y: top + down / 2, scale };
  }

  /** The point that is meant by a place of the plane, of those that are shown; -1 for none. */
  under(spot: Spot, sight: Sight, isShown: (at: number) => boolean): number {
    let best = -1, least = REACH / sight.scale;
    for (let at = 0; at < this.count; at++) {
      const far = Math.hypot(this.x[at]! - spot[0], this.y[at]! - spot[1]);
      if (far < least && isShown(at)) [least, best] = [far, at];
    }
    return best;
  }

  /** The point next to another one, or to a place, in a direction; -1 for none. */
  next([x, y]: Spot, from: number, [dx, dy]: Spot, isShown: (at: number) => boolean): number {
    let best = -1, least = Infinity;
    for (let at = 0; at < this.count; at++) {
      if (at === from || !isShown(at)) continue;
      const along = (this.x[at]! - x) * dx + (this.y[at]! - y) * dy;
      const across = Math.abs((this.x[at]! - x) * dy) + Math.abs((this.y[at]! - y) * dx);
      if (from >= 0 && along <= Math.max(across * 0.5, 1e-9)) continue;
      const far = Math.hypot(along, 2 * across);
      if (far < least) [least, best] = [far, at];
    }
    return best;
  }

  /** The points inside a polygon of the plane, by the rule of even and odd. */
  inside(polygon: readonly Spot[], isShown: (at: number) => boolean): number[] {
    const found: number[] = [];
    for (let at = 0; at < this.count; at++) {
      if (!isShown(at)) continue;
      let isInside = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a]!, [bx, by] = polygon[b]!;
        if (ay > this.y[at]! !== by > this.y[at]! && this.x[at]! < ((bx - ax) * (this.y[at]! - ay)) / (by - ay) + ax) isInside = !isInside;
      }
      if (isInside) found.push(at);
    }
    return found;
  }

  /**
   * Points whose thumbnails do not lie over each other, the same for all scales from a power of two to the next.
   *
   * One of those in a cell of the plane, unless a neighbouring cell's is too near.
   */
  picked(scale: number): readonly number[] {
    const level = Math.floor(Math.log2(scale)), cell = (SIDE + 4) / 2 ** level;
    const known = this.#picked.get(level);
    if (known) return known;
    const [left, top, width] = this.extent, across = Math.ceil(width / cell) + 3;
    const taken = new Map<number, number>(), found: number[] = [];
    for (const at of this.#order) {
      const column = Math.floor((this.x[at]! - left) / cell) + 1, row = Math.floor((this.y[at]! - top) / cell) + 1;
      let isFree = true;
      for (let r = row - 1; isFree && r <= row + 1; r++) {
        for (let c = column - 1; c <= column + 1; c++) {
          const other = taken.get(r * across + c);
          if (other === undefined) continue;
          if (Math.abs(this.x[other]! - this.x[at]!) < cell && Math.abs(this.y[other]! - this.y[at]!) < cell) isFree = false;
        }
      }
      if (!isFree) continue;
      taken.set(row * across + column, at);
      found.push(at);
    }
    this.#picked.set(level, found);
    return found;
  }
}

/** A lasso as the address has it: corners with semicolons between, upwards as Python has the points. */
export const written = (polygon: readonly Spot[]): string =>
  polygon.map(([x, y]) => `${Number(x.toPrecision(5))},${Number((-y).toPrecision(5))}`).join(";");

/** The lasso of an address; none where it is none. */
export function lassoOf(text: string | null): Spot[] {
  const corners = (text ?? "").split(";").map((corner) => corner.split(",").map(Number));
  return corners.length > 2 && corners.every((one) => one.length === 2 && one.every(Number.isFinite))
    ? corners.map(([x, y]) => [x!, -y!] as Spot) : [];
}

const CORNERS = 64;
/** So many corners of a lasso at most, evenly spread. */
export const thinned = (polygon: readonly Spot[]): Spot[] => {
  const every = Math.ceil(polygon.length / CORNERS);
  return polygon.filter((_, at) => at % every === 0);
};
