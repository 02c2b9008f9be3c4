// How much of the picture is shown as it was before: by the slider, or by dragging over the picture.
"use strict";
(() => {
  const part = document.getElementById("part");
  const compared = document.querySelector(".compared");

  function show() {
    compared.style.setProperty("--part", `${100 - Number(part.value)}%`);
  }

  function follow(event) {
    const box = compared.getBoundingClientRect();
    part.value = String(100 - (100 * (event.clientX - box.left)) / box.width);
    show();
  }

  part.addEventListener("input", show);
  compared.addEventListener("pointerdown", (event) => {
    compared.setPointerCapture(event.pointerId);
    follow(event);
  });
  compared.addEventListener("pointermove", (event) => {
    if (event.buttons) follow(event);
  });
  document.getElementById("own").addEventListener("change", (event) => {
    compared.classList.toggle("own", event.target.checked);
  });
  show();
})();
