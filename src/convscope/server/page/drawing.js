// Maps on canvases, by one signed colour scale: red is positive, blue negative, white zero.
import { bytesOf } from "./api.js";

const scale = await bytesOf("colours");
const middle = (scale.length / 3 - 1) / 2;

export function paint(canvas, values, rows, columns, limit) {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d"), picture = context.createImageData(columns, rows);
  for (let place = 0; place < rows * columns; place++) {
    const level = middle + Math.round(Math.max(-1, Math.min(1, values[place] / (limit || 1))) * middle);
    for (let colour = 0; colour < 3; colour++) picture.data[4 * place + colour] = scale[3 * level + colour];
    picture.data[4 * place + 3] = Number.isNaN(values[place]) ? 0 : 255;
  }
  context.putImageData(picture, 0, 0);
}

export const paintRamp = (canvas) =>
  paint(canvas, Float32Array.from({ length: 2 * middle + 1 }, (_, n) => n - middle), 1, 2 * middle + 1, middle);

const POINT = (0.5).toLocaleString(document.documentElement.lang).charAt(1); // 0.5, or 0,5 in French
export const number = (value) => (value === 0 ? "0" : Number(value.toPrecision(6)).toString().replace(".", POINT));
