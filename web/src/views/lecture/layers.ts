// Layers of a small network on planes of numbers, in double precision.
import { placesOf, type Plane, type Slide } from "../lab/sliding";

/** The rows of a plane. */
export const rowsIn = ({ values, rows, columns }: Plane): number[][] =>
  Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);

/** A plane of rows. */
export const planeOf = (numbers: readonly (readonly number[])[]): Plane =>
  ({ values: Float32Array.from(numbers.flat()), rows: numbers.length, columns: numbers[0]?.length ?? 0 });

/** What is positive, and else 0. */
export const rectified = (plane: Plane): Plane => ({ ...plane, values: plane.values.map((value) => Math.max(0, value)) });

/** A number added to each. */
export const raised = (plane: Plane, by: number): Plane => ({ ...plane, values: plane.values.map((value) => value + by) });

/** The numbers of a plane below a window of a pooling, of which each has its own. */
export const poolAt = (plane: Plane, size: number, row: number, column: number): number[][] =>
  Array.from({ length: size }, (_, down) => {
    const first = (row * size + down) * plane.columns + column * size;
    return [...plane.values.subarray(first, first + size)];
  });

/** The largest number of each window; what fills no window is left out. */
export function pooled(plane: Plane, size: number): Plane {
  const rows = Math.floor(plane.rows / size), columns = Math.floor(plane.columns / size);
  const values = Float32Array.from({ length: rows * columns }, (_, at) =>
    Math.max(...poolAt(plane, size, Math.floor(at / columns), at % columns).flat()));
  return { values, rows, columns };
}

/** Shares that add up to 1: the exponential of each score over the sum of all. */
export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores), powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The formula of a size, worked out. */
export const sizeFormula = (length: number, weights: number, slide: Slide): string =>
  `\u230a(${length} + 2\u00b7${slide.padding} \u2212 ${weights}) / ${slide.stride}\u230b + 1 = ${placesOf(length, weights, slide)}`;
