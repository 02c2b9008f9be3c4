// What the walk shows: its step, and the numbers that a hand may change, as the address says them.
import { strokesOf, textOfStrokes, type Stroke } from "../../parts/strokes";
import { address } from "../../state/address.svelte";
import { slid, type Plane, type Slide } from "../lab/sliding";
import { textOf, weightsOf } from "../lab/text";
import { BIASES, digitIn, pass } from "./digits";
import { planeOf, pooled, rectified } from "./layers";
import { STEPS } from "./steps";

const PICTURE = "100001/010010/001100/100010/010010/001010";
const FILTERS = "1 -1 -1/-1 1 -1/-1 -1 1|-1 1 -1/-1 1 -1/-1 1 -1";
const DRAWING = "30,24-48,15-66,22-68,36-58,46-46,49-60,53-70,64-66,78-50,86-30,80";
export const POOL = 2;
const MOST = 2; // of stride and padding

/** A number of a layer: its map, row and column. */
export type Place = readonly [number, number, number];

/** The picture of a text of zeros and ones; null where it is none of 6 x 6. */
const pictureOf = (text: string): Plane | null =>
  (/^[01]{6}(\/[01]{6}){5}$/.test(text) ? planeOf(text.split("/").map((row) => [...row].map(Number))) : null);

/** The filters of a text; null where it is none of two filters of 3 x 3. */
function filtersOf(text: string): number[][][] | null {
  const filters = text.split("|").map(weightsOf);
  return filters.length === 2 && filters.every((one) => one?.length === 3 && one[0]!.length === 3) ? (filters as number[][][]) : null;
}

class Lesson {
  readonly #at = $derived(Math.max(0, STEPS.findIndex((one) => one.name === address.get("step"))));
  /** The number of the step, from 0. */
  get at(): number {
    return this.#at;
  }

  step = $derived(STEPS[this.#at]!);

  picture = $derived(pictureOf(address.get("pixels") ?? PICTURE) ?? pictureOf(PICTURE)!);
  filters = $derived(filtersOf(address.get("filters") ?? FILTERS) ?? filtersOf(FILTERS)!);
  slide = $derived.by((): Slide => {
    const whole = (name: "stride" | "padding", usual: number, least: number) => {
      const said = address.get(name);
      return said === null ? usual : Math.max(least, Math.min(MOST, Math.round(Number(said)) || least));
    };
    const { name } = this.step;
    return { stride: whole("stride", name === "stride" ? 2 : 1, 1), padding: whole("padding", name === "padding" ? 1 : 0, 0), dilation: 1 };
  });

  maps = $derived(this.filters.map((weights) => slid(this.picture, weights, this.slide)));
  positive = $derived(this.maps.map(rectified));
  largest = $derived(this.positive.map((plane) => pooled(plane, POOL)));

  #live = $state.raw<readonly Stroke[] | null>(null);
  strokes = $derived(this.#live ?? strokesOf(address.get("drawing") ?? DRAWING) ?? strokesOf(DRAWING)!);
  digit = $derived(digitIn(this.strokes));
  pass = $derived(pass(this.digit));

  /** Whether all words of the address could be read. */
  isRead = $derived(
    [[address.get("pixels"), pictureOf], [address.get("filters"), filtersOf], [address.get("drawing"), strokesOf]]
      .every(([text, read]) => text === null || (read as (text: string) => unknown)(text as string) !== null)
      && (address.get("step") === null || STEPS.some((one) => one.name === address.get("step"))),
  );

  /** Maps, rows and columns of what the step goes through, place by place. */
  extent = $derived.by((): Place => {
    const of = (planes: readonly Plane[]): Place => [planes.length, planes[0]!.rows, planes[0]!.columns];
    switch (this.step.name) {
      case "window": case "map": return of(this.maps.slice(0, 1));
      case "filters": case "stride": case "padding": case "relu": return of(this.maps);
      case "pooling": case "flatten": return of(this.largest);
      case "digit-convolution": case "digit-relu": return of(this.pass.convolved);
      case "digit-pooling": case "digit-flatten": return of(this.pass.pooled);
      case "dense": case "softmax": return [BIASES.length, 1, 1];
      default: return [1, 1, 1];
    }
  });

  /** How many places there are. */
  count = $derived(this.extent[0] * this.extent[1] * this.extent[2]);

  /** The place that the walk has come to; null while a hand chooses. */
  walked = $state<number | null>(null);

  place = $derived.by((): Place => {
    const [maps, rows, columns] = this.extent;
    if (this.walked !== null) return this.placeOf(Math.min(this.walked, this.count - 1));
    const found = /^(\d+)@(\d+),(\d+)$/.exec(address.get("place") ?? "");
    const isLarge = this.step.part === "digits";
    const [, map = this.#first, row = isLarge ? rows >> 1 : 0, column = isLarge ? columns >> 1 : 0] = found ?? [];
    return [Math.min(Number(map), maps - 1), Math.min(Number(row), rows - 1), Math.min(Number(column), columns - 1)];
  });

  /** Where a step of the digits begins to look: at the first map, or at the class that wins. */
  get #first(): number {
    const { probabilities } = this.pass;
    return ["dense", "softmax"].includes(this.step.name) ? probabilities.indexOf(Math.max(...probabilities)) : 0;
  }

  /** A place by its number. */
  placeOf(at: number): Place {
    const [, rows, columns] = this.extent, within = at % (rows * columns);
    return [Math.floor(at / (rows * columns)), Math.floor(within / columns), within % columns];
  }

  /** The number of the place that is looked at. */
  get number(): number {
    const [map, row, column] = this.place, [, rows, columns] = this.extent;
    return (map * rows + row) * columns + column;
  }

  /** Look at a place by hand; one beyond the edge is at the edge. */
  look(place: Place): void {
    const [map, row, column] = place.map((one, axis) => Math.max(0, Math.min(this.extent[axis]! - 1, one)));
    this.walked = null;
    address.go({ place: `${map}@${row},${column}` }, true);
  }

  /** Go to a step. */
  go(at: number): void {
    const next = STEPS[at];
    if (!next) return;
    this.walked = null;
    address.go({ step: next.name, place: null, stride: null, padding: null });
  }

  /** Turn a pixel of the example to light or dark. */
  turn(row: number, column: number): void {
    const { values, rows, columns } = this.picture, changed = [...values];
    changed[row * columns + column] = 1 - changed[row * columns + column]!;
    const lines = Array.from({ length: rows }, (_, at) => changed.slice(at * columns, (at + 1) * columns).join(""));
    address.go({ pixels: lines.join("/") === PICTURE ? null : lines.join("/") }, true);
  }

  /** Set how the filters slide. */
  set(word: "stride" | "padding", value: string): void {
    this.walked = null;
    address.go({ [word]: value, place: null }, true);
  }

  /** Write a filter. */
  write(filter: number, weights: number[][]): void {
    const text = this.filters.map((one, at) => textOf(at === filter ? weights : one)).join("|");
    address.go({ filters: text === FILTERS ? null : text }, true);
  }

  /** Draw a digit. */
  draw(strokes: readonly Stroke[], isDone: boolean): void {
    this.#live = isDone ? null : strokes;
    if (isDone) address.go({ drawing: textOfStrokes(strokes) }, true);
  }

  /** The texts of the example as the command line takes them. */
  get words(): { picture: string; filters: string[] } {
    return { picture: address.get("pixels") ?? PICTURE, filters: this.filters.map(textOf) };
  }
}

export const lesson = new Lesson();
