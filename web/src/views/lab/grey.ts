// Photos as luminance from 0 to 1, and back.
import type { Plane } from "./sliding";

/** The luminance of what a canvas of its own shows, with the weights of red, green and blue. */
export function luminanceOf(picture: ImageData, [red = 0, green = 0, blue = 0]: readonly number[]): Plane {
  const { data, width, height } = picture, values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at++) {
    values[at] = (red * data[4 * at]! + green * data[4 * at + 1]! + blue * data[4 * at + 2]!) / 255;
  }
  return { values, rows: height, columns: width };
}

/** What an image or a video shows, at a size. */
export function pixelsFrom(source: CanvasImageSource, width: number, height: number, canvas: OffscreenCanvas): ImageData {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** Numbers as a grey picture: 0 and less is black, 1 and more white. */
export function greyOf({ values, rows, columns }: Plane): ImageData {
  const picture = new ImageData(columns, rows), { data } = picture;
  for (let at = 0; at < values.length; at++) {
    data[4 * at] = data[4 * at + 1] = data[4 * at + 2] = Math.round(255 * Math.max(0, Math.min(1, values[at]!)));
    data[4 * at + 3] = 255;
  }
  return picture;
}
