// A kernel that slides over one plane of numbers, as `convscope convolve` lets it: a cross-correlation with zeros around.

/** Numbers in rows, one row after the other. */
export interface Plane {
  values: Float32Array<ArrayBuffer>;
  rows: number;
  columns: number;
}

/** How a kernel slides, along both axes alike. */
export interface Slide {
  /** From one window to the next. */
  stride: number;
  /** Zeros on every side. */
  padding: number;
  /** From one weight to the next. */
  dilation: number;
}

/** From the first to the last number of a window. */
export const spanOf = (weights: number, { dilation }: Slide): number => dilation * (weights - 1) + 1;

/** How many places there are along an axis; none where the kernel does not fit. */
export const placesOf = (length: number, weights: number, slide: Slide): number =>
  Math.max(0, Math.floor((length + 2 * slide.padding - spanOf(weights, slide)) / slide.stride) + 1);

/** A plane in a frame of zeros. */
export function padded({ values, rows, columns }: Plane, padding: number): Plane {
  if (!padding) return { values, rows, columns };
  const wide = columns + 2 * padding, high = rows + 2 * padding, around = new Float32Array(wide * high);
  for (let row = 0; row < rows; row++) {
    around.set(values.subarray(row * columns, (row + 1) * columns), (row + padding) * wide + padding);
  }
  return { values: around, rows: high, columns: wide };
}

/** What comes out: at each place the sum of the window times the weights, added in double precision. */
export function slid(plane: Plane, weights: readonly number[][], slide: Slide): Plane {
  const [high, wide] = [weights.length, weights[0]!.length];
  const [rows, columns] = [placesOf(plane.rows, high, slide), placesOf(plane.columns, wide, slide)];
  const from = padded(plane, slide.padding), { stride, dilation } = slide;
  // The weights that count, and how far each is from the first number of the window.
  const taps = weights.flatMap((line, down) => line.map((weight, across) => ({ weight, at: dilation * (down * from.columns + across) })))
    .filter(({ weight }) => weight !== 0);
  const factors = Float64Array.from(taps, ({ weight }) => weight), places = Int32Array.from(taps, ({ at }) => at);
  const out = new Float32Array(rows * columns), numbers = from.values, count = factors.length;
  for (let row = 0, place = 0; row < rows; row++) {
    let first = row * stride * from.columns;
    for (let column = 0; column < columns; column++, first += stride) {
      let sum = 0;
      for (let tap = 0; tap < count; tap++) sum += factors[tap]! * numbers[first + places[tap]!]!;
      out[place++] = sum;
    }
  }
  return { values: out, rows, columns };
}

/** The numbers below the kernel at a place, zeros of the padding among them. */
export function windowAt(plane: Plane, weights: readonly number[][], slide: Slide, [row, column]: readonly number[]): number[][] {
  return weights.map((line, down) => line.map((_, across) => {
    const at = row! * slide.stride - slide.padding + down * slide.dilation;
    const beside = column! * slide.stride - slide.padding + across * slide.dilation;
    const isInside = at >= 0 && at < plane.rows && beside >= 0 && beside < plane.columns;
    return isInside ? plane.values[at * plane.columns + beside]! : 0;
  }));
}

/** The magnitude below which a share of the numbers lies, to a thousandth of the greatest one. */
export function magnitudeOf({ values }: Plane, share: number): number {
  const BINS = 1000, bins = new Uint32Array(BINS + 1);
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  if (!most) return 1;
  for (const value of values) bins[Math.floor((Math.abs(value) / most) * BINS)]!++;
  let below = 0, bin = 0;
  while (bin < BINS && (below += bins[bin]!) < share * values.length) bin++;
  return (most * (bin + 1)) / BINS || most;
}
