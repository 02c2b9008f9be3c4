// Drawings as the digits of MNIST are: white on black, the ink in 20 of 28 rows and columns, its weight in the middle.

/** The share of a picture's side that the ink fills at most, as MNIST's makers had it. */
const FILLED = 20 / 28;

/** The box around what is drawn, and the middle of its weight; null where nothing is. */
function inkOf({ data, width, height }: ImageData): { left: number; top: number; right: number; bottom: number; x: number; y: number } | null {
  let [left, top, right, bottom, sum, x, y] = [width, height, -1, -1, 0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const ink = data[4 * (row * width + column)]!;
      if (!ink) continue;
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
      [sum, x, y] = [sum + ink, x + ink * (column + 0.5), y + ink * (row + 0.5)];
    }
  }
  return sum ? { left, top, right: right + 1, bottom: bottom + 1, x: x / sum, y: y / sum } : null;
}

/** A drawing, white on black, at a size of its own; null where nothing is drawn. */
export function digitOf(drawing: HTMLCanvasElement | OffscreenCanvas, rows: number, columns: number): OffscreenCanvas | null {
  const pen = drawing.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  const ink = inkOf(pen.getImageData(0, 0, drawing.width, drawing.height));
  if (!ink) return null;
  const scale = (FILLED * Math.min(rows, columns)) / Math.max(ink.right - ink.left, ink.bottom - ink.top);
  const canvas = new OffscreenCanvas(columns, rows), context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#000";
  context.fillRect(0, 0, columns, rows);
  context.imageSmoothingQuality = "high";
  context.drawImage(
    drawing, ink.left, ink.top, ink.right - ink.left, ink.bottom - ink.top,
    columns / 2 - (ink.x - ink.left) * scale, rows / 2 - (ink.y - ink.top) * scale,
    (ink.right - ink.left) * scale, (ink.bottom - ink.top) * scale,
  );
  return canvas;
}
