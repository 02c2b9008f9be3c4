// Arrays of numbers as the server sends them, in half or single precision with their shape and range.
import { answerOf } from "./ask";

/** Values of an array, the last axis fastest. */
export interface Numbers {
  values: Float32Array<ArrayBuffer>;
  shape: number[];
  /** The least and the greatest finite value, before rounding. */
  range: [number, number];
}

const HALVES = new Float32Array(1 << 16);
for (let bits = 0; bits < HALVES.length; bits++) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits >> 15 ? -1 : 1;
  HALVES[bits] = sign * (exponent === 31 ? (fraction ? NaN : Infinity)
    : exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

/** The array of an answer. */
export async function arrayIn(found: Response): Promise<Numbers> {
  const said = (name: string) => (found.headers.get(`X-Convscope-${name}`) ?? "").split(",");
  const content = await found.arrayBuffer();
  const [low = 0, high = 0] = said("Range").map(Number);
  return {
    values: said("Dtype")[0] === "float16" ? Float32Array.from(new Uint16Array(content), (bits) => HALVES[bits] ?? NaN)
      : new Float32Array(content),
    shape: said("Shape").map(Number),
    range: [low, high],
  };
}

/** The array at an address. */
export async function arrayOf(address: string, signal?: AbortSignal): Promise<Numbers> {
  return arrayIn(await answerOf(address, signal ? { signal } : {}));
}
