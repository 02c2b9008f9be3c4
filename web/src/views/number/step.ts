// The steps of a number that is worked out, as the server tells them.

/** Numbers in rows, at any depth. */
export type Nested = number | Nested[];

/** What one channel brings: its window, times the weights, summed. */
export interface Channel {
  channel: number;
  window: Nested;
  weights: Nested;
  products: Nested;
  sum: number;
}

export interface Step {
  address: string;
  operation: string;
  index: number[];
  value: number;
  /** Of the value worked out from the network's own, which is rounded. */
  difference: number;
  formula: string[];
  /** Of sums of products and poolings: the address of what the window slides over, and where it stands on each axis. */
  input?: string;
  positions?: number[][];
  channels?: Channel[];
  rest?: { channels: number; sum: number };
  bias?: number;
  /** Of poolings. */
  window?: Nested;
  /** Of operations on single numbers. */
  operands?: { address: string; index: number[]; value: number }[];
}

/** Numbers as rows: a single number is one, a window without rows one row, a deeper one its last two axes. */
export function rowsOf(numbers: Nested): number[][] {
  if (typeof numbers === "number") return [[numbers]];
  if (numbers.every((one) => typeof one === "number")) return [numbers];
  const inner = numbers.map((one) => rowsOf(one));
  return inner.every((one) => one.length === 1) ? inner.map((one) => one[0]!) : inner.flat();
}

/** How far numbers reach from zero. */
export const reachOf = (rows: readonly number[][]): number => Math.max(...rows.flat().map(Math.abs)) || 1;
