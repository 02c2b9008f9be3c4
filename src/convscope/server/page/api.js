// The server's answers: documents, and arrays of numbers with their shape and range.

const HALVES = new Float32Array(1 << 16);
for (let bits = 0; bits < HALVES.length; bits++) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits >> 15 ? -1 : 1;
  HALVES[bits] = sign * (exponent === 31 ? (fraction ? NaN : Infinity)
    : exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

async function answer(path, query = {}, options = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const words = new URLSearchParams(given).toString();
  const found = await fetch(`api/${path}${words ? `?${words}` : ""}`, options);
  if (found.ok) return found;
  const said = await found.json().catch(() => ({}));
  throw new Error(said.error ? `${said.error.message} ${said.error.hint}`.trim() : `The server answered ${found.status}.`);
}

export const documentOf = async (path, query, options) => (await answer(path, query, options)).json();

export const bytesOf = async (path) => new Uint8Array(await (await answer(path)).arrayBuffer());

export async function arrayOf(path, query) {
  const found = await answer(path, query);
  const content = await found.arrayBuffer();
  const isHalf = found.headers.get("X-Convscope-Dtype") === "float16";
  const values = isHalf ? Float32Array.from(new Uint16Array(content), (bits) => HALVES[bits]) : new Float32Array(content);
  return {
    values,
    shape: found.headers.get("X-Convscope-Shape").split(",").map(Number),
    range: found.headers.get("X-Convscope-Range").split(",").map(Number),
    about: JSON.parse(found.headers.get("X-Convscope-About") ?? "null"),
  };
}
