// The one signed colour scale of all maps, as Python has it: red is positive, blue negative, white zero.
import { answerOf } from "../api/ask";

let colours = new Uint8Array(3);
let middle = 0;

/** Fetch its colours, of which the middle one is zero's. */
export async function openScale(): Promise<void> {
  colours = new Uint8Array(await (await answerOf("api/colours")).arrayBuffer());
  middle = (colours.length / 3 - 1) / 2;
}

/**
 * A map as pixels, one for each place; what is no number is transparent.
 *
 * @param values the rows one after the other.
 * @param limit the magnitude that gets the full colour.
 */
export function pixelsOf(values: Float32Array, rows: number, columns: number, limit: number): ImageData {
  const picture = new ImageData(columns, rows), { data } = picture;
  const scale = middle / (limit || 1);
  for (let place = 0; place < rows * columns; place++) {
    const value = values[place] ?? NaN;
    const level = 3 * (middle + Math.round(Math.max(-middle, Math.min(middle, value * scale))));
    data[4 * place] = colours[level] ?? 0;
    data[4 * place + 1] = colours[level + 1] ?? 0;
    data[4 * place + 2] = colours[level + 2] ?? 0;
    data[4 * place + 3] = Number.isNaN(value) ? 0 : 255;
  }
  return picture;
}

/** A map on a canvas of its own, for drawing it at other sizes. */
export function canvasOf(picture: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}

/** The colour of a value in bytes. */
function bytesOf(value: number, limit: number): number[] {
  const level = 3 * (middle + Math.round(Math.max(-1, Math.min(1, value / (limit || 1))) * middle));
  return [...colours.subarray(level, level + 3)];
}

/** The colour of a value, as CSS has it. */
export const colourOf = (value: number, limit: number): string => `rgb(${bytesOf(value, limit).join(", ")})`;

/** Whether white is read better on the colour of a value than black: by the relative luminance of WCAG. */
export function isDark(value: number, limit: number): boolean {
  const [red = 0, green = 0, blue = 0] = bytesOf(value, limit).map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179;
}

/** The greatest magnitude of a range. */
export const limitOf = (range: readonly number[]): number => Math.max(...range.map(Math.abs)) || 1;
