// The plane as a camera sees it: layers from afar by four maps, nearer by all, then places by their numbers.
import type { LayerMaps } from "../../canvas/layer_maps";
import { isDark } from "../../canvas/scale";
import { number } from "../../i18n/words";
import type { Camera } from "./flight";
import type { Layers } from "./layers";
import type { Box, Plan, Target } from "./plan";

const FEW = 150, ALL = 260; // pixels of a layer's side from where all of its maps appear, and where only they are seen
const TILE = 56, NUMBER = 46; // pixels of a map with its channel written, of a place with its number

/** A window on the plane, and what is drawn in it. */
export interface Scene {
  plan: Plan;
  layers: Layers;
  photo: CanvasImageSource | null;
  camera: Camera;
  /** Of the window, in pixels of the page. */
  width: number;
  height: number;
  target: Target | null;
}

/** A box of the plane in pixels of the window. */
export function seen({ camera, width, height }: Scene, box: Box): Box {
  const scale = width / camera.width;
  return {
    left: (box.left - camera.x) * scale + width / 2, top: (box.top - camera.y) * scale + height / 2,
    width: box.width * scale, height: box.height * scale,
  };
}

const isOutside = (box: Box, { width, height }: Scene) =>
  box.left > width || box.top > height || box.left + box.width < 0 || box.top + box.height < 0;

/** Paint a scene.  The colours are those of the canvas: of words, of its border empty squares, of its outline what is looked at, and of a line lines. */
export function paint(canvas: HTMLCanvasElement, scene: Scene): void {
  const dense = devicePixelRatio || 1, pen = canvas.getContext("2d")!, style = getComputedStyle(canvas);
  canvas.width = Math.round(scene.width * dense);
  canvas.height = Math.round(scene.height * dense);
  pen.scale(dense, dense);
  const { plan } = scene;
  paintWires(pen, scene, style);
  const photo = seen(scene, plan.layer(-1));
  if (scene.photo && !isOutside(photo, scene)) pen.drawImage(scene.photo, photo.left, photo.top, photo.width, photo.height);
  plan.layers.forEach((layer, at) => {
    const box = seen(scene, plan.layer(at));
    if (isOutside({ ...box, top: box.top - 0.2 * box.height, height: 1.2 * box.height }, scene)) return;
    pen.fillStyle = style.borderTopColor;
    pen.fillRect(box.left, box.top, box.width, box.height);
    const all = Math.max(0, Math.min(1, (box.width - FEW) / (ALL - FEW)));
    if (all < 1 && box.width > 12) paintFew(pen, scene.layers.few(layer), box);
    if (all > 0) {
      pen.globalAlpha = all;
      pen.fillRect(box.left, box.top, box.width, box.height);
      paintAll(pen, scene, at, scene.layers.all(layer), style);
      pen.globalAlpha = 1;
    }
    pen.strokeStyle = style.textDecorationColor;
    pen.lineWidth = 0.5;
    pen.strokeRect(box.left, box.top, box.width, box.height);
    if (box.width > 44) {
      pen.fillStyle = style.color;
      pen.font = `${Math.max(10, Math.min(16, box.width / 12))}px ${style.fontFamily}`;
      pen.textAlign = "left";
      const words = `${layer.address}  ${layer.operation} ${layer.output_shape.join(" x ")}`;
      pen.save();
      pen.beginPath();
      pen.rect(box.left, box.top - 30, box.width, 30);
      pen.clip();
      pen.fillText(words, Math.max(4, box.left), box.top - 6);
      pen.restore();
    }
  });
  if (scene.target) {
    const box = seen(scene, plan.box(scene.target));
    pen.strokeStyle = style.outlineColor;
    pen.lineWidth = 3;
    pen.strokeRect(box.left - 2, box.top - 2, box.width + 4, box.height + 4);
  }
}

/** Lines from each layer to those that read it. */
function paintWires(pen: CanvasRenderingContext2D, scene: Scene, style: CSSStyleDeclaration): void {
  const { plan, target } = scene, places = new Map(plan.layers.map((layer, at) => [layer.address, at]));
  plan.layers.forEach((layer, to) => {
    for (const read of layer.reads) {
      const from = places.get(read) ?? -1, [start, end] = [seen(scene, plan.layer(from)), seen(scene, plan.layer(to))];
      const isNext = to - from === 1 && end.left > start.left;
      const [x1, y1] = [start.left + (isNext ? start.width : start.width / 2), start.top + (isNext ? start.height / 2 : 0)];
      const [x2, y2] = [end.left + (isNext ? 0 : end.width / 2), end.top + (isNext ? end.height / 2 : 0)];
      const lift = isNext ? 0 : 0.28 * start.height;
      const isCurrent = target?.layer === to || target?.layer === from;
      pen.strokeStyle = isCurrent ? style.outlineColor : style.textDecorationColor;
      pen.lineWidth = isCurrent ? 2.5 : 1;
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.bezierCurveTo(x1, y1 - lift, x2, y2 - lift, x2, y2);
      pen.stroke();
    }
  });
}

/** The first maps of a layer in its square. */
function paintFew(pen: CanvasRenderingContext2D, maps: readonly OffscreenCanvas[], box: Box): void {
  const across = Math.min(2, maps.length), square = box.width / across;
  maps.forEach((map, at) => {
    const scale = (0.94 * square) / Math.max(map.width, map.height), [width, height] = [map.width * scale, map.height * scale];
    pen.imageSmoothingEnabled = scale < 1;
    pen.drawImage(
      map, box.left + (at % across) * square + (square - width) / 2, box.top + Math.floor(at / across) * square + (square - height) / 2, width, height,
    );
  });
}

/** All maps of a layer that are in the window. */
function paintAll(pen: CanvasRenderingContext2D, scene: Scene, at: number, maps: LayerMaps, style: CSSStyleDeclaration): void {
  const { plan } = scene, box = seen(scene, plan.layer(at)), across = plan.across(at), square = box.width / across;
  const rows = [Math.max(0, Math.floor(-box.top / square)), Math.min(across - 1, Math.floor((scene.height - box.top) / square))] as const;
  const columns = [Math.max(0, Math.floor(-box.left / square)), Math.min(across - 1, Math.floor((scene.width - box.left) / square))] as const;
  const end = Math.min(maps.channels, rows[1] * across + columns[1] + 1);
  maps.want(Math.min(end, rows[0] * across + columns[0]), end);
  for (let row = rows[0]; row <= rows[1]; row++) {
    for (let column = columns[0]; column <= columns[1]; column++) {
      const channel = row * across + column, map = seen(scene, plan.map(at, channel)), drawn = channel < maps.channels && maps.drawnOf(channel);
      if (!drawn) continue;
      paintMap(pen, scene, maps, channel, drawn, map);
      if (square > TILE && square < 12 * TILE) {
        pen.fillStyle = style.color;
        pen.font = `10px ${style.fontFamily}`;
        pen.textAlign = "center";
        pen.fillText(`${channel}`, map.left + map.width / 2, map.top + map.height + Math.min(11, 0.045 * square));
      }
    }
  }
}

/** The part of a map that is in the window, with its numbers where there is room. */
function paintMap(pen: CanvasRenderingContext2D, scene: Scene, maps: LayerMaps, channel: number, drawn: OffscreenCanvas, box: Box): void {
  const pixel = box.width / maps.columns;
  const [left, top] = [box.left, box.top].map((edge) => Math.max(0, Math.floor(-edge / pixel))) as [number, number];
  const right = Math.min(maps.columns, Math.ceil((scene.width - box.left) / pixel)), bottom = Math.min(maps.rows, Math.ceil((scene.height - box.top) / pixel));
  if (right <= left || bottom <= top) return;
  pen.imageSmoothingEnabled = pixel < 1;
  pen.drawImage(drawn, left, top, right - left, bottom - top, box.left + left * pixel, box.top + top * pixel, (right - left) * pixel, (bottom - top) * pixel);
  const values = maps.valuesOf(channel);
  if (pixel < NUMBER || !values) return;
  pen.font = `${Math.min(20, pixel / 4.5)}px ${getComputedStyle(pen.canvas).fontFamily}`;
  pen.textAlign = "center";
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const value = values[row * maps.columns + column]!;
      pen.fillStyle = isDark(value, maps.limit) ? "#fff" : "#000";
      pen.fillText(number(Number(value.toPrecision(3))), box.left + (column + 0.5) * pixel, box.top + row * pixel + Math.max(0.6 * Math.min(pixel, 90), 12));
    }
  }
}
