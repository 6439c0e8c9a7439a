// Nobody should lose an hour of writing by following a link: the browser asks first.
// Every form can be filled in and sent without this file.
//
// A form of our pages asks for it by data-unsaved; "written" says that it came back with
// what somebody typed, so that there is something to lose from the start. In admin it is
// the form of a row.

const watched = "form[data-unsaved], #content-main > form[method=post]:not(#changelist-form)";

for (const form of document.querySelectorAll(watched)) {
  let written = form.dataset.unsaved === "written";
  const remember = () => {
    written = true;
  };
  form.addEventListener("input", remember);
  form.addEventListener("change", remember);
  form.addEventListener("submit", () => {
    written = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (written) event.preventDefault();
  });
  // A choice made in a list of suggestions is told to jQuery alone.
  window.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", remember);
}
