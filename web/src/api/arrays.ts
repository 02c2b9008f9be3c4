// Arrays of numbers as the server sends them, in half or single precision with their shape and range.
import { answerOf } from "./ask";
import { floatsIn } from "./floats";

/** Values of an array, the last axis fastest. */
export interface Numbers {
  values: Float32Array<ArrayBuffer>;
  shape: number[];
  /** The least and the greatest finite value, before rounding. */
  range: [number, number];
  /** Whether the values are those that were computed, not rounded to half precision. */
  isExact: boolean;
}

/** The array of an answer. */
export async function arrayIn(found: Response): Promise<Numbers> {
  const said = (name: string) => (found.headers.get(`X-Convscope-${name}`) ?? "").split(",");
  const [low = 0, high = 0] = said("Range").map(Number), [dtype = ""] = said("Dtype");
  return {
    values: floatsIn(await found.arrayBuffer(), dtype),
    shape: said("Shape").map(Number),
    range: [low, high],
    isExact: dtype !== "float16",
  };
}

/** The array at an address. */
export async function arrayOf(address: string, signal?: AbortSignal): Promise<Numbers> {
  return arrayIn(await answerOf(address, signal ? { signal } : {}));
}
