// Numbers of half and single precision.

const HALVES = new Float32Array(1 << 16);
for (let bits = 0; bits < HALVES.length; bits++) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits >> 15 ? -1 : 1;
  HALVES[bits] = sign * (exponent === 31 ? (fraction ? NaN : Infinity)
    : exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

/** Little-endian numbers of a type by its name. */
export function floatsIn(content: ArrayBuffer, dtype: string | null): Float32Array<ArrayBuffer> {
  if (dtype !== "float16") return new Float32Array(content);
  return Float32Array.from(new Uint16Array(content), (bits) => HALVES[bits] ?? NaN);
}
