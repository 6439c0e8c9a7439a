// Small helps; every page is complete without this file.

// A place lights up on the map while its line in the list is pointed at or has focus.
for (const link of document.querySelectorAll(".map-list a")) {
  const place = document.querySelector(
    `.map a[href="${CSS.escape(link.getAttribute("href"))}"]`,
  );
  if (!place) continue;
  const light = () => place.setAttribute("data-lit", "");
  const dim = () => place.removeAttribute("data-lit");
  link.addEventListener("mouseenter", light);
  link.addEventListener("focus", light);
  link.addEventListener("mouseleave", dim);
  link.addEventListener("blur", dim);
}

// Printing is a menu command everywhere; the button only saves the way there.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Copying is Ctrl+C everywhere; the button saves the marking, where it is allowed.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}

// Where the rows of a clause stand below it, not beside it, they open when asked for.
if (!window.matchMedia("(min-width: 76rem)").matches) {
  for (const rows of document.querySelectorAll("details[data-fold]")) {
    rows.open = false;
  }
}
