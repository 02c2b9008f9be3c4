// The page: asks the server what the address says, and shows it.
import { arrayOf, documentOf } from "./api.js";
import { number, paint, paintRamp } from "./drawing.js";
import { more, showMaps, showUnit } from "./maps.js";
import { go, onState, state } from "./state.js";

const at = (id) => document.getElementById(id);
const made = (name, ...content) => {
  const element = document.createElement(name);
  element.append(...content);
  return element;
};
let layers = [], photos = [], methods = [], seen = null, explained = null;

const tell = (error) => {
  at("trouble").textContent = error?.message ?? "";
  at("trouble").hidden = !error;
};
const guarded = (work) => async (...given) => {
  try {
    tell(null);
    await work(...given);
  } catch (error) {
    tell(error);
  }
};

function listPhotos() {
  at("photos").replaceChildren(...photos.map((photo) => new Option(photo.name, photo.id)));
}

function listLayers() {
  const most = Math.max(...layers.map((layer) => layer.output_shape[0]));
  const largest = Math.max(...layers.map((layer) => layer.output_shape[1] ?? 1));
  at("layers").replaceChildren(...layers.map((layer) => {
    const parts = layer.address.split("."), name = parts.pop(), block = made("span");
    const button = made("button", block, made("small", parts.join(".") || "\u00a0"), made("strong", name));
    block.className = "block";
    block.style.width = `${8 + 64 * Math.log1p(layer.output_shape[0]) / Math.log1p(most)}px`;
    block.style.height = `${6 + 74 * Math.sqrt((layer.output_shape[1] ?? 1) / largest)}px`;
    button.append(made("small", layer.operation), made("small", layer.output_shape.join(" x ")));
    button.append(made("small", `sees ${layer.receptive_field.size.join(" x ")}`));
    button.title = layer.address;
    button.addEventListener("click", () => go({ layer: layer.address, unit: null }));
    return button;
  }));
}

async function showPhoto(id) {
  if (seen === id) return;
  seen = id;
  at("photos").value = id;
  at("photo").src = at("under").src = `api/photos/${id}/picture`;
  const predictions = await documentOf(`photos/${id}/predictions`);
  if (seen !== id) return;
  at("predictions").replaceChildren(...predictions.map((one) => {
    const row = made("li", made("p", made("span", one.label), made("span", one.amount)));
    if (one.probability !== null) {
      const bar = made("meter");
      bar.value = one.probability;
      bar.ariaLabel = `Probability of ${one.label}`;
      row.append(bar);
    }
    return row;
  }));
}

function mark(layer) {
  for (const [n, button] of [...at("layers").children].entries()) {
    const isChosen = layers[n] === layer;
    if (isChosen && button.ariaCurrent !== "true") button.scrollIntoView({ block: "nearest", inline: "center" });
    button.ariaCurrent = isChosen;
  }
}

async function explain(photo, name, target) {
  const method = methods.find((one) => one.name === name);
  const key = `${photo} ${name} ${target ?? ""}`;
  at("explained").hidden = !method;
  if (!method || explained === key) return;
  explained = key;
  at("method").value = name;
  at("target").value = target ?? "";
  at("explanation").textContent = "Computing ...";
  let found;
  try {
    found = await arrayOf(`photos/${photo}/attributions/${encodeURIComponent(name)}`, { target });
  } catch (error) {
    explained = null;
    at("explained").hidden = true;
    throw error;
  }
  if (explained !== key) return;
  paint(at("attribution"), found.values, ...found.shape, found.about.limit);
  at("attribution").ariaLabel = `${name} of ${found.about.target}`;
  at("explanation").textContent =
    `${name} of ${found.about.target}${found.about.layer ? ` by ${found.about.layer}` : ""}; values from ` +
    `${number(found.range[0])} to ${number(found.range[1])}, full colour at ${number(found.about.limit)}. ` +
    found.about.notes.join(" ");
}

const show = guarded(async () => {
  const now = state();
  const photo = photos.find((one) => one.id === now.photo) ?? photos[0];
  const layer = layers.find((one) => one.address === now.layer) ?? layers[0];
  mark(layer);
  if (now.layer && layer.address !== now.layer) tell(new Error(`${now.layer} is none of the layers; ${layer.address} is shown.`));
  await Promise.all([
    showPhoto(photo.id),
    showMaps(photo.id, layer).then(() => showUnit(photo.id, layer, now.unit)),
    explain(photo.id, now.method, now.target),
  ]);
});

const describe = () => {
  const method = methods.find((one) => one.name === at("method").value);
  at("summary").textContent = method ? `${method.summary}.` : "";
};

async function open() {
  // The token opened the page; it stays neither in the address nor in the history.
  go({}, { replace: true });
  const [network, ...lists] = await Promise.all(["network", "layers", "photos", "methods"].map((path) => documentOf(path)));
  [layers, photos, methods] = lists;
  methods = methods.filter((method) => method.fits);
  document.title = `${network.name}, Convscope`;
  at("network").textContent = network.name;
  at("about").textContent =
    `${layers.length} layers, ${network.parameters.toLocaleString(document.documentElement.lang)} parameters, ` +
    `${network.multiply_adds.toLocaleString(document.documentElement.lang)} multiply-adds for a photo; weights: ${network.weights}.`;
  const meant = state().network;
  listPhotos();
  listLayers();
  paintRamp(at("ramp"));
  at("method").replaceChildren(...methods.map((method) => new Option(method.name)));
  at("method").value = state().method ?? "grad-cam";
  at("targets").replaceChildren(...network.labels.map((label) => new Option("", `class:${label.split(",")[0]}`)));
  describe();
  go({ network: network.name }, { replace: true });
  onState(show);
  await show();
  if (meant && meant !== network.name) tell(new Error(`The address was made for ${meant}; ${network.name} is open.`));
}

at("photos").addEventListener("change", (event) => go({ photo: event.target.value }));
at("method").addEventListener("change", describe);
at("more").addEventListener("click", guarded(more));
at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  go({ method: at("method").value, target: at("target").value.trim() || null });
});
at("send").addEventListener("change", guarded(async (event) => {
  const [file] = event.target.files;
  const headers = { "Content-Type": "application/octet-stream" };
  const sent = await documentOf("photos", { name: file.name }, { method: "POST", body: file, headers });
  photos = await documentOf("photos");
  listPhotos();
  go({ photo: sent.id });
}));
guarded(open)();
