"use strict";

// The sliders: how much of the overlays shows over the photo.
for (const slider of document.querySelectorAll(".mix")) {
  const section = slider.closest("section");
  const show = () => section.style.setProperty("--mix", slider.value / 100);
  slider.addEventListener("input", show);
  show();
}

// The feature maps: a place of a map gives its address, its value and its receptive field.
const stages = JSON.parse(document.getElementById("stage-data").textContent);
const field = document.querySelector(".field");
const reading = document.querySelector(".reading");
let shown = null;

function levelsOf(stage, map) {
  stage.decoded ??= [];
  stage.decoded[map] ??= Uint8Array.from(atob(stage.levels[map]), (letter) => letter.charCodeAt(0));
  return stage.decoded[map];
}

// First and one past the last pixel that a unit sees along an axis, within the photo.
function interval({ size, stride, start, extent }, unit) {
  const clip = (pixel) => Math.min(Math.max(pixel, 0), extent);
  const first = start + unit * stride;
  return [clip(Math.ceil(first)), clip(Math.floor(first + size))];
}

const POINT = (0.5).toLocaleString(document.documentElement.lang).charAt(1); // 0.5, or 0,5 in French

function format(value, digits = 4) {
  return Number(value.toPrecision(digits)).toString().replace("-", "−").replace(".", POINT);
}

function line(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function read(element, row, column) {
  const stage = stages[element.dataset.stage];
  const value = stage.low + stage.step * levelsOf(stage, element.dataset.map)[row * stage.columns + column];
  const [rows, columns] = [interval(stage.fields[0], row), interval(stage.fields[1], column)];
  Object.assign(element.dataset, { row, column });

  const spot = element.querySelector(".spot");
  if (shown && shown !== spot) shown.hidden = true;
  shown = spot;
  place(spot, [row, row + 1], [column, column + 1], stage.rows, stage.columns);
  place(field, rows, columns, stage.fields[0].extent, stage.fields[1].extent);
  const value_line = line("span", "value", format(value));
  const precision = line("span", "muted", ` ± ${format(stage.step / 2, 1)}`);
  const sees = `sees rows ${rows[0]} to ${rows[1] - 1}, columns ${columns[0]} to ${columns[1] - 1}`;
  reading.replaceChildren(
    line("b", "", `${element.dataset.address}@${row},${column}`), value_line, precision,
    document.createElement("br"), line("span", "muted", sees),
  );
}

function place(box, rows, columns, height, width) {
  box.hidden = false;
  box.style.top = `${(100 * rows[0]) / height}%`;
  box.style.height = `${(100 * (rows[1] - rows[0])) / height}%`;
  box.style.left = `${(100 * columns[0]) / width}%`;
  box.style.width = `${(100 * (columns[1] - columns[0])) / width}%`;
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const within = (place, size) => Math.min(Math.max(place, 0), size - 1);

for (const element of document.querySelectorAll(".map")) {
  const stage = stages[element.dataset.stage];
  const point = (event) => {
    const box = element.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * stage.rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * stage.columns);
    read(element, within(row, stage.rows), within(column, stage.columns));
  };
  element.addEventListener("pointermove", point);
  element.addEventListener("pointerdown", point);
  element.addEventListener("focus", () => {
    if (!element.matches(":focus-visible")) return;
    const levels = levelsOf(stage, element.dataset.map);
    const strongest = levels.indexOf(Math.max(...levels));
    const at = element.dataset.row === undefined
      ? [Math.floor(strongest / stage.columns), strongest % stage.columns]
      : [Number(element.dataset.row), Number(element.dataset.column)];
    read(element, ...at);
  });
  element.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const row = Number(element.dataset.row ?? 0) + move[0];
    const column = Number(element.dataset.column ?? 0) + move[1];
    read(element, within(row, stage.rows), within(column, stage.columns));
  });
}

// The examples: their text to the clipboard, or selected where there is none.
for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
  });
}
