// Suggestions while somebody types a question or a place, and «Use my position».
// The form does all its work without this file; a suggestion only fills the field.

const words = document.currentScript.dataset;
const SHORTEST = 2;
const PAUSE = 200;
const FARTHEST_KM = 100;
const KM_PER_DEGREE = 111.2;

// A combobox with a list of suggestions, as the ARIA Authoring Practices draw it:
// the focus stays in the field, and aria-activedescendant names the chosen line.
class Suggestions {
  constructor(input, number) {
    this.input = input;
    this.answers = new Map();
    this.active = -1;
    this.list = element("ul", "suggestions", {
      id: `suggestions-${number}`,
      role: "listbox",
      "aria-label": words.list,
      hidden: "",
    });
    this.status = element("span", "ds-sr-only", { role: "status" });
    input.after(this.list, this.status);
    input.parentElement.classList.add("has-suggestions");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
      autocapitalize: "none",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.wait());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // The list must not take the focus from the field, nor lose the click to blur.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  wait() {
    clearTimeout(this.timer);
    this.request?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.close();
      this.status.textContent = "";
      return;
    }
    this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      if (!this.answers.has(text)) {
        const query = new URLSearchParams({ [this.input.name]: text });
        const response = await fetch(`${words.suggestions}?${query}`, { signal });
        if (!response.ok) throw new Error(response.statusText);
        this.answers.set(text, (await response.json()).suggestions);
      }
      // Whoever has moved on is not called back by a list.
      if (!signal.aborted && document.activeElement === this.input) {
        this.show(this.answers.get(text));
      }
    } catch {
      if (!signal.aborted) this.close();
    }
  }

  show(suggestions) {
    this.list.replaceChildren(
      ...suggestions.map(({ text, kind }, place) => {
        const option = element("li", "suggestions__option", {
          id: `${this.list.id}-${place}`,
          role: "option",
          "aria-selected": "false",
        });
        option.dataset.text = text;
        const label = element("span", "suggestions__text");
        label.textContent = text;
        const what = element("span", "suggestions__kind");
        what.textContent = words[`kind${kind[0].toUpperCase()}${kind.slice(1)}`] ?? "";
        option.append(label, " ", what);
        return option;
      }),
    );
    this.status.textContent =
      suggestions.length === 0
        ? words.none
        : suggestions.length === 1
          ? words.one
          : words.many.replace("{number}", suggestions.length);
    if (suggestions.length) this.open();
    else this.close();
  }

  open() {
    const { input, list } = this;
    // Below the field, as wide as it; the field's own parent is what it is placed in.
    list.style.top = `${input.offsetTop + input.offsetHeight}px`;
    list.style.left = `${input.offsetLeft}px`;
    list.style.width = `${input.offsetWidth}px`;
    list.hidden = false;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
    this.mark(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(place) {
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const option = options[place];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(place) {
    const { text } = this.list.children[place].dataset;
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.status.textContent = "";
    this.close();
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = this.list.children.length - 1;
    // From the field itself the list is entered at either end, and left there again.
    const next = {
      ArrowDown: this.active === last ? -1 : this.active + 1,
      ArrowUp: this.active === -1 ? last : this.active - 1,
    }[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      if (!this.isOpen) this.open();
      if (!event.altKey) this.mark(next);
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && this.isOpen) {
      // Browsers empty a search field at Escape; only the list is to go.
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.close();
    }
  }
}

// The position is compared with the points of postal codes here, in the browser.
class Position {
  constructor(input) {
    this.input = input;
    const box = element("div", "position");
    this.button = element("button", "ds-button", {
      type: "button",
      "data-variant": "tertiary",
      "data-size": "sm",
    });
    this.button.textContent = words.position;
    this.status = element("p", "position__status", { role: "status" });
    box.append(this.button, this.status);
    (input.closest(".search-form__row") ?? input.parentElement).append(box);
    this.button.addEventListener("click", () => this.find());
  }

  async find() {
    if (this.isLooking) return;
    this.isLooking = true;
    this.status.textContent = words.looking;
    try {
      const [{ coords }, points] = await Promise.all([whereAmI(), postalCodes()]);
      const { code, km } = nearest(coords, points);
      if (km > FARTHEST_KM) {
        this.status.textContent = words.far;
      } else {
        this.input.value = code;
        this.status.textContent = words.found.replace("{code}", code);
      }
    } catch (error) {
      const isDenied = error.code === GeolocationPositionError.PERMISSION_DENIED;
      this.status.textContent = isDenied ? words.denied : words.unknown;
    } finally {
      this.isLooking = false;
    }
  }
}

function whereAmI() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject, {
      maximumAge: 300_000,
      timeout: 15_000,
    });
  });
}

async function postalCodes() {
  const response = await fetch(words.points);
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).points;
}

// Degrees of longitude shrink northwards; over so short a way the earth is flat.
function nearest({ latitude, longitude }, points) {
  const shrink = Math.cos((latitude * Math.PI) / 180);
  let best = { code: "", km: Infinity };
  for (const [code, [north, east]] of Object.entries(points)) {
    const km =
      KM_PER_DEGREE * Math.hypot(north - latitude, (east - longitude) * shrink);
    if (km < best.km) best = { code, km };
  }
  return best;
}

function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Fields that travel along unseen have the same names.
const fields = document.querySelectorAll(
  'input[name="q"]:not([type="hidden"]), input[name="sted"]:not([type="hidden"])',
);
fields.forEach((input, number) => new Suggestions(input, number));
if (navigator.geolocation && window.isSecureContext) {
  for (const input of fields) if (input.name === "sted") new Position(input);
}
