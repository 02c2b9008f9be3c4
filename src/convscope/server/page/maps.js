// The maps of a layer: a grid, and one of them large, with the number under the pointer.
import { arrayOf } from "./api.js";
import { number, paint } from "./drawing.js";
import { go } from "./state.js";

const MANY = 64;
const at = (id) => document.getElementById(id);
let shown = null, large = null;

export async function showMaps(photo, layer) {
  const key = `${photo} ${layer.address}`;
  if (shown?.key === key) return;
  shown = { key, photo, layer, count: 0, limit: 0, buttons: [] };
  at("grid").replaceChildren();
  const [channels, ...places] = layer.output_shape;
  const seen = layer.receptive_field.size.map((size) => `${size}`).join(" x ");
  at("layer-about").textContent =
    `${layer.address}: ${layer.operation}, ${layer.output_shape.join(" x ")}. A unit sees ${seen} pixels` +
    `${layer.parameters ? `; ${layer.parameters.toLocaleString(document.documentElement.lang)} parameters` : ""}.`;
  shown.places = [places.length > 1 ? places[0] : 1, places.at(-1) ?? 1];
  shown.channels = channels;
  await more();
}

export async function more() {
  const mine = shown, first = mine.count;
  const found = await arrayOf(`photos/${mine.photo}/maps`, { layer: mine.layer.address, first, count: MANY });
  if (mine !== shown || mine.count !== first) return;
  mine.limit = Math.max(mine.limit, ...found.range.map(Math.abs)) || 1;
  const [rows, columns] = mine.places, size = rows * columns;
  for (let n = 0; n < found.shape[0]; n++) {
    const channel = first + n, button = document.createElement("button");
    button.values = found.values.subarray(n * size, (n + 1) * size);
    button.append(document.createElement("canvas"), `${channel}`);
    button.title = `${mine.layer.address}:${channel}`;
    button.ariaLabel = `Map ${mine.layer.address}:${channel}`;
    button.addEventListener("click", () => go({ unit: `${mine.layer.address}:${channel}` }));
    mine.buttons.push(button);
    at("grid").append(button);
  }
  mine.count += found.shape[0];
  for (const button of mine.buttons) paint(button.firstChild, button.values, rows, columns, mine.limit);
  at("low").textContent = number(-mine.limit);
  at("high").textContent = number(mine.limit);
  at("more").hidden = mine.count >= mine.channels;
}

export async function showUnit(photo, layer, unit) {
  const channel = unit?.startsWith(`${layer.address}:`) ? Number(unit.slice(layer.address.length + 1)) : NaN;
  for (const [n, button] of shown.buttons.entries()) button.ariaPressed = n === channel;
  at("inspected").hidden = !Number.isInteger(channel);
  at("field").hidden = true;
  large = null;
  if (!Number.isInteger(channel)) return;
  const query = { layer: layer.address, first: channel, count: 1, dtype: "float32" };
  const found = await arrayOf(`photos/${photo}/maps`, query);
  const [rows, columns] = shown.places;
  large = { values: found.values, rows, columns, layer, unit, row: rows >> 1, column: columns >> 1 };
  paint(at("large"), found.values, rows, columns, shown.limit);
  at("large").ariaLabel = `Map of ${unit}, from ${number(found.range[0])} to ${number(found.range[1])}`;
  at("unit").textContent = unit;
  read();
}

function read() {
  const { values, rows, columns, layer, unit, row, column } = large;
  at("reading").textContent = `${unit}@${row},${column} = ${number(values[row * columns + column])}`;
  const { size, stride, start } = layer.receptive_field, field = at("field"), photo = at("photo");
  field.hidden = size.length !== 2 || rows * columns === 1 || !photo.naturalWidth;
  if (field.hidden) return;
  const extent = [photo.naturalHeight, photo.naturalWidth], place = [row, column], names = [["top", "height"], ["left", "width"]];
  names.forEach(([edge, length], axis) => {
    const first = Math.max(0, start[axis] + place[axis] * stride[axis]);
    const end = Math.min(extent[axis], start[axis] + place[axis] * stride[axis] + size[axis]);
    field.style[edge] = `${(100 * first) / extent[axis]}%`;
    field.style[length] = `${(100 * (end - first)) / extent[axis]}%`;
  });
}

at("large").addEventListener("pointermove", (event) => {
  if (!large) return;
  const box = event.target.getBoundingClientRect();
  const along = (position, length, count) => Math.max(0, Math.min(count - 1, Math.floor((position / length) * count)));
  large.row = along(event.clientY - box.top, box.height, large.rows);
  large.column = along(event.clientX - box.left, box.width, large.columns);
  read();
});
at("large").addEventListener("keydown", (event) => {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }, move = moves[event.key];
  if (!move || !large) return;
  event.preventDefault();
  large.row = Math.max(0, Math.min(large.rows - 1, large.row + move[0]));
  large.column = Math.max(0, Math.min(large.columns - 1, large.column + move[1]));
  read();
});
