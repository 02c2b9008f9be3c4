"use strict";

// All errors as a list: filtered, sorted, a page of them at a time; what belongs to one is laid out when it is opened.
const data = JSON.parse(document.getElementById("error-data").textContent);
const PAGE = 50;
const form = document.querySelector(".chosen");
const list = document.querySelector("ol.errors");
const status = document.querySelector(".status");
let chosen = data.errors;
let first = 0;

const className = (index) => data.classes[index].name;
const fileName = (path) => path.slice(path.lastIndexOf("/") + 1);
const POINT = (0.5).toLocaleString(document.documentElement.lang).charAt(1); // 0.5, or 0,5 in French
const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−").replace(".", POINT);
const percent = (share) => `${fixed(100 * share, 1)}\u00a0%`;
const word = (one) => one; // translated before the page is written
const compare = new Intl.Collator(undefined, { numeric: true }).compare;

// Each puts first what a person looks for first; errors that are equal keep the order of their loss.
const ORDERS = {
  loss: (a, b) => b.loss - a.loss,
  confidence: (a, b) => b.saidShare - a.saidShare,
  truth: (a, b) => compare(className(a.truth), className(b.truth)),
  said: (a, b) => compare(className(a.said), className(b.said)),
  name: (a, b) => compare(a.photo, b.photo),
};

function filled(template, texts = {}) {
  const part = document.getElementById(template).content.cloneNode(true);
  for (const [selector, text] of Object.entries(texts)) part.querySelector(selector).textContent = text;
  return part;
}

function element(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function choose() {
  const { text, truth, said, sort, reversed } = form.elements;
  const wanted = text.value.trim().toLowerCase();
  chosen = data.errors.filter((error) =>
    (!wanted || error.photo.toLowerCase().includes(wanted)) &&
    (!truth.value || error.truth === Number(truth.value)) &&
    (!said.value || error.said === Number(said.value)));
  chosen.sort(ORDERS[sort.value]);
  if (reversed.checked) chosen.reverse();
  show(0);
}

function show(from) {
  first = from;
  const last = Math.min(first + PAGE, chosen.length);
  list.replaceChildren(...chosen.slice(first, last).map(row));
  list.start = first + 1;
  const of = chosen.length === data.errors.length ? word("errors") : `of ${data.errors.length} errors`;
  status.textContent = chosen.length ? `${chosen.length} ${of}, ${first + 1} to ${last} shown` : "No error is like this.";
  document.querySelector(".previous").disabled = first === 0;
  document.querySelector(".next").disabled = last === chosen.length;
}

function row(error) {
  const part = filled("error-row", {
    ".name": fileName(error.photo),
    ".said .class": className(error.said), ".said .share": percent(error.saidShare),
    ".truth .class": className(error.truth), ".truth .share": percent(error.truthShare),
    ".loss .value": fixed(error.loss),
  });
  const thumb = part.querySelector(".thumb");
  if (error.picture) thumb.src = error.picture;
  else thumb.replaceWith(element("span", "", { class: "thumb" }));
  part.querySelector(".name").title = error.photo;
  const details = part.querySelector("details");
  details.addEventListener("toggle", () => {
    const opened = details.querySelector(".opened");
    if (details.open && !opened.childElementCount) opened.append(...parts(error));
  });
  return part;
}

function parts(error) {
  const made = [element("p", error.photo, { class: "path" }), error.case ? maps(error) : without(error)];
  if (error.raised) made.push(units(error));
  if (error.case?.near.length) {
    made.push(near("Nearest training pictures, by all features", error.case.near, error, (one) => `cosine ${fixed(one.nearness)}`));
  }
  if (error.case?.byUnits.length) {
    made.push(near("Nearest in these channels", error.case.byUnits, error, (one) => `${fixed(one.nearness)} logits away`));
  }
  return made;
}

function maps(error) {
  const part = filled("error-case");
  const [view, map] = part.querySelectorAll("img");
  const difference = `${className(error.said)} minus ${className(error.truth)}`;
  if (error.case.view) {
    view.src = error.case.view;
    view.alt = `${fileName(error.photo)} as the network sees it`;
  } else view.remove();
  map.src = error.case.map;
  map.alt = `${error.case.method} map of ${difference}`;
  part.querySelector(".caption").textContent =
    `${error.case.method} of ${difference}: red speaks for the error, blue against it.`;
  return part;
}

function without(error) {
  const words = [error.said, error.truth].map((index) => `class:${data.classes[index].word}`);
  const line = element("p", "No map was made of it. ", { class: "small" });
  line.append(element("code", `convscope explain PHOTO --target "${words.join(" - ")}"`), " makes one, with the same --network.");
  return line;
}

function units(error) {
  const { raised } = error;
  const names = `${className(error.said)} over ${className(error.truth)}`;
  const part = filled("error-units", { h3: `What raised ${names}` });
  part.querySelector(".scroll").setAttribute("aria-label", `Channels that raised ${names}`);
  const [terms, ends] = part.querySelectorAll("tbody");
  let left = raised.difference;
  for (const [unit, value, weight, adds, said] of raised.units) {
    left -= adds;
    const head = element("th", "", { scope: "row" });
    const page = data.pages[unit];
    head.append(page ? element("a", `:${unit}`, { href: page }) : `:${unit}`);
    const line = element("tr");
    line.append(head, ...[value, weight, adds].map((number) => element("td", fixed(number, 3))));
    line.append(element("td", said === className(error.said) ? fixed(left) : `${fixed(left)}, ${said}`));
    terms.append(line);
  }
  for (const [name, value] of [
    [`the other ${raised.others}`, raised.rest], [word("bias"), raised.bias], [word("sum"), raised.total],
  ]) {
    const line = element("tr", "", value === raised.total ? { class: "total" } : {});
    line.append(element("th", name, { scope: "row" }), element("td", "", { colspan: "2" }), element("td", fixed(value, 3)), element("td"));
    ends.append(line);
  }
  const enough = raised.enough
    ? `The right class has the higher score of the two once the first ${raised.enough} channels are silenced.`
    : "No number of channels silenced gives the right class the higher score of the two.";
  part.querySelector(".caption").textContent =
    `Channels of ${data.layer}. The difference of the network's own scores is ${fixed(raised.difference, 3)}. Left: the difference once ` +
    `the channel and those above it are silenced, 0 at every place; with the class that is then predicted, where it is another. ${enough}`;
  return part;
}

function near(title, neighbours, error, words) {
  const part = filled("error-near", { h3: title });
  for (const one of neighbours) {
    const item = element("li");
    const label = one.label ?? "no label";
    item.append(
      element("img", "", { src: one.picture, alt: fileName(one.photo), width: 112, height: 112 }),
      element("span", label, one.label && one.label !== className(error.truth) ? { class: "same" } : {}),
      ` ${words(one)}`);
    part.querySelector("ul").append(item);
  }
  return part;
}

function options(select, key) {
  const counts = new Map();
  for (const error of data.errors) counts.set(error[key], (counts.get(error[key]) ?? 0) + 1);
  const classes = [...counts.keys()].sort((a, b) => compare(className(a), className(b)));
  for (const index of classes) select.append(element("option", `${className(index)} (${counts.get(index)})`, { value: index }));
}

options(form.elements.truth, "truth");
options(form.elements.said, "said");
form.addEventListener("input", choose);
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector(".previous").addEventListener("click", () => show(first - PAGE));
document.querySelector(".next").addEventListener("click", () => show(first + PAGE));
choose();
