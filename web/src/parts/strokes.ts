// Drawings as strokes of a round pen, and as texts: `30,20-70,20_45,80-45,90` are two, in hundredths of the side.

/** Points [x, y] from 0 to 100 that a pen went through. */
export type Stroke = readonly (readonly [number, number])[];

const PEN = 8; // hundredths of the side
const NOTHING = "nothing";

/** The text of a drawing. */
export const textOfStrokes = (strokes: readonly Stroke[]): string =>
  strokes.map((stroke) => stroke.map((point) => point.map(Math.round).join(",")).join("-")).join("_") || NOTHING;

/** The strokes of a text; null where it is none. */
export function strokesOf(text: string): Stroke[] | null {
  if (text === NOTHING) return [];
  const strokes = text.split("_").map((stroke) => stroke.split("-").map((point) => point.split(",").map(Number)));
  const isPoint = (point: number[]) => point.length === 2 && point.every((one) => one >= 0 && one <= 100);
  return strokes.flat().every(isPoint) ? (strokes as unknown as Stroke[]) : null;
}

/** Draw strokes white on black over a whole square canvas. */
export function drawStrokes(canvas: HTMLCanvasElement | OffscreenCanvas, strokes: readonly Stroke[]): void {
  const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D, scale = canvas.width / 100;
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { strokeStyle: "#fff", lineWidth: PEN * scale, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    pen.beginPath();
    for (const [x, y] of [stroke[0]!, ...stroke]) pen.lineTo(x * scale, y * scale); // one point alone is a dot
    pen.stroke();
  }
}
