// Kernels as texts: a name, or the weights with "/" between the rows, as the command line takes them.

const shortest = (weight: number): string => `${Number(weight.toPrecision(12))}`;

/** The text of weights. */
export const textOf = (weights: readonly number[][]): string => weights.map((row) => row.map(shortest).join(" ")).join("/");

/** The weights of a text; null where it is none of plain numbers in rows of one length. */
export function weightsOf(text: string): number[][] | null {
  const rows = text.split("/").map((row) => row.trim().split(/[\s,]+/).map(Number));
  const isPlain = rows.every((row) => row.length === rows[0]!.length && row.every(Number.isFinite));
  return isPlain && text.trim() ? rows : null;
}

/** Weights with more or fewer rows and columns around the same middle, new ones zero. */
export function resized(weights: readonly number[][], rows: number, columns: number): number[][] {
  const [high, wide] = [weights.length, weights[0]!.length];
  const [down, across] = [Math.floor((rows - high) / 2), Math.floor((columns - wide) / 2)];
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => weights[row - down]?.[column - across] ?? 0));
}
