// The trained network of the lecture, `convscope/digits`, from the package's own file of weights.
import { drawStrokes, type Stroke } from "../../parts/strokes";
import { slid, type Plane, type Slide } from "../lab/sliding";
import { digitOf } from "../open/digit";
import { pooled, raised, rectified, softmax } from "./layers";
import file from "../../../../src/convscope/network/data/digits.safetensors?url&inline";

export const SIDE = 28, POOL = 2;
export const SLIDE: Slide = { stride: 1, padding: 0, dilation: 1 };

interface Entry {
  shape: number[];
  data_offsets: [number, number];
}

const bytes = Uint8Array.from(atob(file.slice(file.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
const { __metadata__: about, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as
  { __metadata__: Record<"accuracy" | "pictures" | "seconds", string> } & Record<string, Entry>;

function tensor(name: string): Float32Array {
  const [from, to] = (entries[name] as Entry).data_offsets.map((at) => 8 + length + at) as [number, number];
  return new Float32Array(bytes.slice(from, to).buffer);
}

const [kernels, shifts, dense, biases] = ["conv1.weight", "conv1.bias", "dense1.weight", "dense1.bias"].map(tensor) as
  [Float32Array, Float32Array, Float32Array, Float32Array];
const EACH = kernels.length / shifts.length, WIDE = Math.sqrt(EACH);

/** What was measured when it was trained. */
export const measured = { accuracy: Number(about.accuracy), pictures: Number(about.pictures), seconds: Number(about.seconds) };

/** The filters, in rows. */
export const FILTERS: number[][][] = Array.from({ length: shifts.length }, (_, filter) =>
  Array.from({ length: WIDE }, (_, row) => [...kernels.subarray(filter * EACH + row * WIDE, filter * EACH + (row + 1) * WIDE)]));
export const SHIFTS: number[] = [...shifts];
export const BIASES: number[] = [...biases];

/** The weights of a class, one for each number of the row that flatten makes. */
export const weightsOfClass = (index: number): Float32Array =>
  dense.subarray((index * dense.length) / biases.length, ((index + 1) * dense.length) / biases.length);

/** All that the network makes of a drawing. */
export interface Pass {
  pixels: Plane;
  /** Sums and biases of each filter, without the negative ones, and the largest of each window. */
  convolved: Plane[];
  rectified: Plane[];
  pooled: Plane[];
  flat: number[];
  scores: number[];
  probabilities: number[];
}

/** Strokes as the network sees them: white on black, the ink in the middle, as MNIST's digits are. */
export function digitIn(strokes: readonly Stroke[]): OffscreenCanvas {
  const drawing = new OffscreenCanvas(280, 280);
  drawStrokes(drawing, strokes);
  const found = digitOf(drawing, SIDE, SIDE);
  if (found) return found;
  const empty = new OffscreenCanvas(SIDE, SIDE);
  drawStrokes(empty, []);
  return empty;
}

/** The pixels of a picture white on black, from 0 to 1. */
function pixelsIn(picture: OffscreenCanvas): Plane {
  const pen = picture.getContext("2d", { willReadFrequently: true })!, { data } = pen.getImageData(0, 0, SIDE, SIDE);
  return { values: Float32Array.from({ length: SIDE * SIDE }, (_, at) => data[4 * at]! / 255), rows: SIDE, columns: SIDE };
}

/** The network's answer, with each step of it. */
export function pass(picture: OffscreenCanvas): Pass {
  const pixels = pixelsIn(picture);
  const convolved = FILTERS.map((weights, filter) => raised(slid(pixels, weights, SLIDE), SHIFTS[filter]!));
  const positive = convolved.map(rectified), largest = positive.map((plane) => pooled(plane, POOL));
  const flat = largest.flatMap((plane) => [...plane.values]);
  const scores = BIASES.map((bias, index) => {
    const weights = weightsOfClass(index);
    return flat.reduce((sum, value, at) => sum + value * weights[at]!, bias);
  });
  return { pixels, convolved, rectified: positive, pooled: largest, flat, scores, probabilities: softmax(scores) };
}
