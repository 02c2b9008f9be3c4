// Kernels, maps and points of a snapshot on canvases.
import type { Numbers } from "../../api/arrays";
import { canvasOf, limitOf, pixelsOf } from "../../canvas/scale";

const SIDE = 56, GAP = 4, ACROSS = 8;
const COLOURS = ["#4e79a7", "#f28e2b", "#e15759", "#499894", "#59a14f", "#d4a017", "#b07aa1", "#d37295", "#9c755f", "#79706e"];

/** Pictures of one size in rows, each enlarged by a whole number. */
function sheet(canvas: HTMLCanvasElement, tiles: readonly ImageData[]): void {
  const { width = 1, height = 1 } = tiles[0] ?? {}, factor = Math.max(1, Math.floor(SIDE / Math.max(width, height)));
  const [wide, high] = [width * factor + GAP, height * factor + GAP];
  canvas.width = wide * Math.min(ACROSS, tiles.length);
  canvas.height = high * Math.ceil(tiles.length / ACROSS);
  const pen = canvas.getContext("2d")!;
  pen.imageSmoothingEnabled = false;
  tiles.forEach((tile, at) => pen.drawImage(canvasOf(tile), (at % ACROSS) * wide, Math.floor(at / ACROSS) * high, wide - GAP, high - GAP));
}

/** Kernels (filters, C, rows, columns) on one scale: of three colours as colours about grey, else of the first input. */
export function paintKernels(canvas: HTMLCanvasElement, { values, shape, range }: Numbers): void {
  const [filters = 0, inputs = 1, rows = 1, columns = 1] = shape, places = rows * columns, limit = limitOf(range);
  sheet(canvas, Array.from({ length: Math.min(64, filters) }, (_, at) => {
    const own = values.subarray(at * inputs * places, (at + 1) * inputs * places);
    if (inputs !== 3) return pixelsOf(own.subarray(0, places), rows, columns, limit);
    const picture = new ImageData(columns, rows);
    for (let place = 0; place < places; place++) {
      for (let colour = 0; colour < 3; colour++) picture.data[4 * place + colour] = 127.5 + (127.5 * own[colour * places + place]!) / limit;
      picture.data[4 * place + 3] = 255;
    }
    return picture;
  }));
}

/** Maps (channels, rows, columns), on one scale. */
export function paintMaps(canvas: HTMLCanvasElement, { values, shape, range }: Numbers): void {
  const [channels = 0, rows = 1, columns = 1] = shape, places = rows * columns;
  sheet(canvas, Array.from({ length: channels }, (_, at) => pixelsOf(values.subarray(at * places, (at + 1) * places), rows, columns, limitOf(range))));
}

/** Points (N, 2) in the colours of their classes, if these are known. */
export function paintPoints(canvas: HTMLCanvasElement, { values, shape }: Numbers, labels: Float32Array | null): void {
  const dense = devicePixelRatio || 1, count = shape[0] ?? 0, pen = canvas.getContext("2d")!;
  canvas.width = Math.round(canvas.clientWidth * dense);
  canvas.height = Math.round(canvas.clientHeight * dense);
  const ends = [0, 1].map((axis) => {
    const along = Array.from({ length: count }, (_, at) => values[2 * at + axis]!);
    return [Math.min(...along), Math.max(...along)] as const;
  });
  const placed = (value: number, axis: number, size: number) => {
    const [low, high] = ends[axis]!;
    return 12 * dense + ((size - 24 * dense) * (value - low)) / (high - low || 1);
  };
  for (let at = 0; at < count; at++) {
    pen.fillStyle = labels ? COLOURS[labels[at]! % COLOURS.length]! : getComputedStyle(canvas).color;
    const [x, y] = [placed(values[2 * at]!, 0, canvas.width), canvas.height - placed(values[2 * at + 1]!, 1, canvas.height)];
    pen.fillRect(x - 2.5 * dense, y - 2.5 * dense, 5 * dense, 5 * dense);
  }
}
