"use strict";

const data = JSON.parse(document.getElementById("embedding").textContent);
const plane = document.querySelector(".plane canvas");
const pen = plane.getContext("2d");
const reading = document.querySelector(".reading");
const photos = data.photos.map(([name, label, x, y], place) => ({ name, label, x, y: -y, place }));
const hidden = new Set();
const selected = new Set();
for (const place of data.placed) photos[place].placed = true;
data.thumbnails.forEach((place, n) => { photos[place].thumbnail = n; });

// Thumbnails lie in sheets, row by row.
const sheets = data.sheets.map((source) => {
  const picture = new Image();
  picture.onload = () => { draw(); list(); };
  picture.src = source;
  return picture;
});
const perSheet = data.edge * data.edge;

function drawThumbnail(context, photo, x, y, side) {
  if (photo.thumbnail === undefined) return false;
  const sheet = sheets[Math.floor(photo.thumbnail / perSheet)];
  const at = photo.thumbnail % perSheet;
  if (!sheet.complete) return false;
  context.drawImage(sheet, (at % data.edge) * data.side, Math.floor(at / data.edge) * data.side, data.side, data.side, x, y, side, side);
  return true;
}

const colour = (photo) => (photo.label < 0 ? data.unlabelled : data.colours[photo.label]);
const labelOf = (photo) => (photo.label < 0 ? "" : data.labels[photo.label]);
const isShown = (photo) => !hidden.has(photo.label);

// The view: pixels of a unit, and the point in the middle.
const view = { scale: 1, x: 0, y: 0 };
let current = null;
let lasso = null;
let mode = "move";
let dotsOnly = false;
let waiting = false;

const toScreen = (photo) => [
  (photo.x - view.x) * view.scale + plane.clientWidth / 2,
  (photo.y - view.y) * view.scale + plane.clientHeight / 2,
];

function range(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) { low = Math.min(low, value); high = Math.max(high, value); }
  return [low, high];
}

function fit() {
  const [left, right] = range(photos.map((photo) => photo.x));
  const [top, bottom] = range(photos.map((photo) => photo.y));
  const room = (size) => Math.max(size - 72, 40);
  view.scale = Math.min(room(plane.clientWidth) / Math.max(right - left, 1e-9), room(plane.clientHeight) / Math.max(bottom - top, 1e-9));
  view.whole = view.scale;
  view.x = (left + right) / 2;
  view.y = (top + bottom) / 2;
  draw();
}

function zoom(factor, x = plane.clientWidth / 2, y = plane.clientHeight / 2) {
  const scale = Math.min(Math.max(view.scale * factor, view.whole / 2), view.whole * 400);
  const dx = x - plane.clientWidth / 2, dy = y - plane.clientHeight / 2;
  view.x += dx / view.scale - dx / scale;
  view.y += dy / view.scale - dy / scale;
  view.scale = scale;
  draw();
}

function pan(dx, dy) {
  view.x -= dx / view.scale;
  view.y -= dy / view.scale;
  draw();
}

function draw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; paint(); });
}

// A square hash would favour an order of names; multiplying by a prime spreads the thumbnails over the classes.
const order = photos.map((photo) => photo.place).sort((a, b) => ((a * 7919) % 10007) - ((b * 7919) % 10007));

function paint() {
  const ratio = window.devicePixelRatio || 1;
  const width = plane.clientWidth, height = plane.clientHeight;
  if (plane.width !== Math.round(width * ratio) || plane.height !== Math.round(height * ratio)) {
    plane.width = Math.round(width * ratio);
    plane.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ink"), accent = style.getPropertyValue("--accent");
  const inView = photos.filter((photo) => {
    const [x, y] = toScreen(photo);
    photo.at = [x, y];
    photo.side = 0;
    return isShown(photo) && x > -40 && y > -40 && x < width + 40 && y < height + 40;
  });
  for (const photo of inView) {
    pen.fillStyle = colour(photo);
    pen.beginPath();
    pen.arc(photo.at[0], photo.at[1], selected.has(photo) ? 4.5 : 3, 0, 7);
    pen.fill();
    if (selected.has(photo)) { pen.strokeStyle = ink; pen.lineWidth = 1.5; pen.stroke(); }
  }
  if (!dotsOnly) {
    const side = Math.min(data.side, 26 + 10 * Math.max(0, Math.log2(view.scale / view.whole)));
    const visible = new Set(inView);
    const first = current && visible.has(current) ? [current.place] : [];
    const taken = new Map();
    const cell = side + 6;
    for (const place of [...first, ...order]) {
      const photo = photos[place];
      if (!visible.has(photo) || photo.side) continue;
      const [x, y] = photo.at;
      const column = Math.floor(x / cell), row = Math.floor(y / cell);
      let free = true;
      for (let r = row - 1; r <= row + 1; r += 1) {
        for (let c = column - 1; c <= column + 1; c += 1) {
          for (const [ox, oy] of taken.get(`${r},${c}`) ?? []) {
            if (Math.abs(ox - x) < cell && Math.abs(oy - y) < cell) free = false;
          }
        }
      }
      if (!free) continue;
      const edge = selected.has(photo) ? 4 : 2;
      pen.fillStyle = colour(photo);
      pen.fillRect(x - side / 2 - edge, y - side / 2 - edge, side + 2 * edge, side + 2 * edge);
      if (!drawThumbnail(pen, photo, x - side / 2, y - side / 2, side)) continue;
      photo.side = side;
      taken.set(`${row},${column}`, [...(taken.get(`${row},${column}`) ?? []), [x, y]]);
      if (photo.placed) {
        pen.strokeStyle = ink;
        pen.lineWidth = 1.5;
        pen.strokeRect(x - side / 2 - 4.5, y - side / 2 - 4.5, side + 9, side + 9);
      }
      if (selected.has(photo)) {
        pen.strokeStyle = ink;
        pen.lineWidth = 1.5;
        pen.strokeRect(x - side / 2 - edge, y - side / 2 - edge, side + 2 * edge, side + 2 * edge);
      }
    }
  }
  if (current && isShown(current)) {
    const reach = current.side / 2 + 7;
    pen.strokeStyle = accent;
    pen.lineWidth = 3;
    pen.strokeRect(current.at[0] - reach, current.at[1] - reach, 2 * reach, 2 * reach);
  }
  if (lasso) {
    pen.strokeStyle = accent;
    pen.lineWidth = 2;
    pen.setLineDash([6, 4]);
    pen.beginPath();
    lasso.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.closePath();
    pen.stroke();
    pen.setLineDash([]);
  }
}

// The photo under a place: the thumbnail that covers it, else the nearest dot.
function photoAt(x, y) {
  let best = null, least = 14;
  for (const photo of photos) {
    if (!photo.at || !isShown(photo)) continue;
    const dx = Math.abs(photo.at[0] - x), dy = Math.abs(photo.at[1] - y);
    const half = photo.side / 2;
    const far = half && dx <= half && dy <= half ? Math.hypot(dx, dy) / 100 : Math.hypot(dx, dy);
    if (far < least) { least = far; best = photo; }
  }
  return best;
}

function read(photo) {
  if (photo === current) return;
  current = photo;
  draw();
  if (!photo) return;
  reading.textContent = "";
  if (photo.thumbnail !== undefined) reading.append(thumbnailOf(photo));
  const words = document.createElement("p");
  const name = document.createElement("strong");
  name.textContent = labelOf(photo).split(",")[0];
  words.append(name, document.createElement("br"), photo.name, selected.has(photo) ? " (selected)" : "");
  reading.append(words);
}

function thumbnailOf(photo) {
  const small = document.createElement("canvas");
  small.width = small.height = data.side;
  drawThumbnail(small.getContext("2d"), photo, 0, 0, data.side);
  return small;
}

// The selection.
const MOST = 200;
const actions = Object.fromEntries([...document.querySelectorAll("[data-do]")].map((button) => [button.dataset.do, button]));

function list() {
  const chosen = [...selected];
  document.querySelector(".count").textContent = chosen.length
    ? `${chosen.length} photo${chosen.length > 1 ? "s" : ""}${chosen.length > MOST ? `, the first ${MOST} shown` : ""}.`
    : "No photo is selected.";
  actions.csv.hidden = actions.clear.hidden = !chosen.length;
  document.querySelector("ul.selected").replaceChildren(...chosen.slice(0, MOST).map((photo) => {
    const item = document.createElement("li");
    if (photo.thumbnail !== undefined) item.append(thumbnailOf(photo));
    item.append([labelOf(photo).split(",")[0], photo.name.split("/").pop()].filter(Boolean).join(" · "));
    return item;
  }));
  draw();
}

const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function save() {
  const rows = [...selected].map((photo) => [quoted(photo.name), quoted(labelOf(photo)), photo.x, -photo.y].join(","));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([["photo,label,x,y", ...rows].join("\r\n") + "\r\n"], { type: "text/csv" }));
  link.download = "selected.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

function isInside(polygon, [x, y]) {
  let inside = false;
  for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a, a += 1) {
    const [ax, ay] = polygon[a], [bx, by] = polygon[b];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function toggle(photo) {
  if (!selected.delete(photo)) selected.add(photo);
  list();
}

// Pointers: one moves or draws the lasso, two zoom.
const pointers = new Map();
let moved = 0;
const place = (event) => {
  const box = plane.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

plane.addEventListener("pointerdown", (event) => {
  plane.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, place(event));
  moved = 0;
  lasso = mode === "lasso" && pointers.size === 1 ? [place(event)] : null;
});
plane.addEventListener("pointermove", (event) => {
  const now = place(event), before = pointers.get(event.pointerId);
  if (!before) { read(photoAt(...now) ?? current); return; }
  moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
  if (pointers.size === 2) {
    const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
    const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
    zoom(apart(now) / Math.max(apart(before), 1), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  } else if (lasso) {
    lasso.push(now);
    draw();
  } else {
    pan(now[0] - before[0], now[1] - before[1]);
  }
  pointers.set(event.pointerId, now);
});
for (const kind of ["pointerup", "pointercancel"]) {
  plane.addEventListener(kind, (event) => {
    pointers.delete(event.pointerId);
    if (lasso && lasso.length > 2) {
      for (const photo of photos) if (isShown(photo) && isInside(lasso, photo.at)) selected.add(photo);
      list();
    } else if (moved < 4 && kind === "pointerup") {
      const photo = photoAt(...place(event));
      if (photo) { read(photo); toggle(photo); }
    }
    lasso = null;
    draw();
  });
}
plane.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(2 ** (-event.deltaY / 300), ...place(event));
}, { passive: false });

// Keys: arrows go to the nearest photo in their direction.
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function step([dx, dy]) {
  const [x, y] = current ? current.at : [plane.clientWidth / 2, plane.clientHeight / 2];
  let best = null, least = Infinity;
  for (const photo of photos) {
    if (!isShown(photo) || photo === current) continue;
    const along = (photo.at[0] - x) * dx + (photo.at[1] - y) * dy;
    const across = Math.abs((photo.at[0] - x) * dy) + Math.abs((photo.at[1] - y) * dx);
    if (current && along <= Math.max(across * 0.5, 1e-9)) continue;
    const far = Math.hypot(along, 2 * across);
    if (far < least) { least = far; best = photo; }
  }
  if (!best) return;
  read(best);
  const [px, py] = best.at;
  const edge = 24;
  pan(Math.min(0, plane.clientWidth - edge - px) + Math.max(0, edge - px), Math.min(0, plane.clientHeight - edge - py) + Math.max(0, edge - py));
}

plane.addEventListener("keydown", (event) => {
  const direction = DIRECTIONS[event.key];
  if (direction && event.shiftKey) pan(-60 * direction[0], -60 * direction[1]);
  else if (direction) step(direction);
  else if (event.key === "+" || event.key === "=") zoom(1.4);
  else if (event.key === "-") zoom(1 / 1.4);
  else if (event.key === "0") fit();
  else if (event.key === " " && current) toggle(current);
  else if (event.key === "Escape") { selected.clear(); list(); }
  else return;
  event.preventDefault();
});

// Buttons.
function choose(which) {
  mode = which;
  plane.classList.toggle("lasso", which === "lasso");
  for (const button of document.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", button.dataset.mode === which);
}
for (const button of document.querySelectorAll("[data-mode]")) button.addEventListener("click", () => choose(button.dataset.mode));

const legend = [...document.querySelectorAll("[data-label]")];
function show(button, isOn) {
  button.setAttribute("aria-pressed", isOn);
  if (isOn) hidden.delete(Number(button.dataset.label)); else hidden.add(Number(button.dataset.label));
  draw();
}
for (const button of legend) button.addEventListener("click", () => show(button, button.getAttribute("aria-pressed") !== "true"));

const DO = {
  in: () => zoom(1.4),
  out: () => zoom(1 / 1.4),
  fit,
  dots: () => { dotsOnly = !dotsOnly; actions.dots.setAttribute("aria-pressed", dotsOnly); draw(); },
  select: () => {
    const inView = ({ at: [x, y] }) => x >= 0 && y >= 0 && x <= plane.clientWidth && y <= plane.clientHeight;
    for (const photo of photos) if (isShown(photo) && inView(photo)) selected.add(photo);
    list();
  },
  all: () => legend.forEach((button) => show(button, true)),
  none: () => legend.forEach((button) => show(button, false)),
  csv: save,
  clear: () => { selected.clear(); list(); },
};
for (const [name, button] of Object.entries(actions)) button.addEventListener("click", DO[name]);

new ResizeObserver(draw).observe(plane);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
fit();
