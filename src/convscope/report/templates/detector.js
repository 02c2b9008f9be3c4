// Which photos and boxes are shown: by name, kind of verdict, class and least score.
"use strict";
(() => {
  const form = document.querySelector(".chosen");
  const photos = [...document.querySelectorAll(".photos > li")];
  const status = document.querySelector(".status");

  function show() {
    const asked = new FormData(form);
    const text = asked.get("text").toLowerCase();
    const [kind, label, score] = [asked.get("kind"), asked.get("label"), Number(asked.get("score"))];
    let shown = 0;
    let boxes = 0;
    for (const photo of photos) {
      let matching = 0;
      for (const box of photo.querySelectorAll("g")) {
        const isTruth = box.classList.contains("truth");
        const fits =
          (!label || box.dataset.label === label) &&
          (isTruth
            ? asked.has("truth")
            : (!kind || box.classList.contains(kind)) && !(Number(box.dataset.score ?? 1) < score));
        box.toggleAttribute("hidden", !fits);
        matching += fits && !isTruth;
      }
      const isNamed = photo.dataset.name.toLowerCase().includes(text);
      photo.hidden = !isNamed || ((kind || label) && !matching);
      shown += !photo.hidden;
      boxes += photo.hidden ? 0 : matching;
    }
    status.textContent = `${shown} of ${photos.length} photos, ${boxes} boxes`;
  }

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
