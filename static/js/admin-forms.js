// Small helps in the forms of admin; every form can be filled in without this file.

// The field in which one searches for a choice has no name of its own.
const nameChoices = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const name = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const drawn = select.nextElementSibling;
    if (!name || !drawn?.classList.contains("select2")) continue;
    const label = name.textContent.trim().replace(/:$/, "");
    for (const field of drawn.querySelectorAll("[role=combobox], [role=textbox], input")) {
      field.removeAttribute("aria-labelledby");
      field.setAttribute("aria-label", [label, chosen(select)].filter(Boolean).join(": "));
    }
  }
};

function chosen(select) {
  return [...select.selectedOptions].map((option) => option.text.trim()).join(", ");
}

window.addEventListener("load", nameChoices);
document.addEventListener("focusin", nameChoices);
