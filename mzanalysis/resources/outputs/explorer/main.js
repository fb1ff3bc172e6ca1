// The form, and the drawing of what is chosen whenever the address changes.

const DRAW = {
  overview: overviewView, compare: compareView, figures: figuresView, search: searchView, city: cityView, about: aboutView,
};
let drawn = "";

function drawFrame() {
  document.documentElement.lang = language() === "en" ? "en" : "zh-Hans";
  document.title = word("title");
  document.getElementById("title").textContent = word("title");
  document.getElementById("skip").textContent = word("skip");
  const nav = document.getElementById("views");
  nav.setAttribute("aria-label", word("views"));
  nav.replaceChildren(...VIEWS.map((name) => make("a",
    { href: addressWith({ v: name, s: "" }), "aria-current": name === view() ? "page" : null }, word(name))));
  const button = document.getElementById("language");
  button.textContent = word("other_language");
  button.onclick = () => choose({ l: language() === "en" ? "zh" : "en" });
  document.getElementById("foot").textContent = `${data.cite}\n${data.note[language()]}`;
}

function option(value, text, current) {
  return make("option", { value, selected: value === (current ?? "") }, text);
}

function drawForm() {
  const form = document.getElementById("choice");
  const years = [...new Set(data.plans.map((plan) => plan.year))].sort();
  const months = [...new Set(data.comparison.map((row) => row.due.slice(0, 7)).filter(Boolean))].sort();
  const pick = (name, label, options) => make("label", {}, make("span", {}, label),
    make("select", { name, onchange: (event) => choose({ [name]: event.target.value }) },
      options.map(([value, text]) => option(value, text, chosen.get(name)))));
  const parts = [pickCities()];
  if (years.length > 1) parts.push(pick("y", word("year"), [["", word("all_years")], ...years.map((year) => [String(year), String(year)])]));
  if (["compare", "figures"].includes(view())) {
    const all = view() === "figures" ? [["", word("all_topics")]] : [];
    const first = view() === "compare" && !chosenTopic() ? FIRST_TOPIC : chosen.get("t");
    parts.push(make("label", {}, make("span", {}, word("topic")),
      make("select", { name: "t", onchange: (event) => choose({ t: event.target.value }) },
        [...all, ...data.topics.map((topic) => [topic.code, nameOf(topic)])].map(([value, text]) => option(value, text, first)))));
  }
  if (view() === "figures") {
    parts.push(pick("m", word("due_month"), [["", word("all_months")], ...months.map((month) => [month, month])]));
    parts.push(pick("o", word("order"), [["", word("by_codebook")], ...Object.keys(ORDERS).map((name) => [name, word(`by_${name}`)])]));
  }
  parts.push(make("label", {}, make("span", {}, word("search")),
    make("input", { type: "search", name: "q", value: chosen.get("q") ?? "", oninput: typed })));
  form.onsubmit = (event) => event.preventDefault();
  form.replaceChildren(...parts);
}

function pickCities() {
  const plans = new Set(chosenPlans());
  const change = () => {
    const boxes = [...document.querySelectorAll("#choice input[name=c]")];
    const ids = boxes.filter((box) => box.checked).map((box) => box.value);
    choose({ c: ids.length === 0 || ids.length === boxes.length ? "" : ids.join(",") });
  };
  const boxes = data.plans.map((plan) => make("label", {},
    make("input", { type: "checkbox", name: "c", value: plan.id, checked: plans.has(plan), onchange: change }), " ", cityOf(plan)));
  const isOpen = document.querySelector("details.cities")?.open;
  return make("details", { class: "cities", open: Boolean(isOpen) },
    make("summary", {}, word("cities_chosen", { n: plans.size, all: data.plans.length })), make("div", {}, boxes));
}

function typed(event) {
  const { value } = event.target;
  choose({ q: value, v: "search", s: "" });
}

function draw() {
  chosen = new URLSearchParams(location.hash.slice(1));
  const asked = addressWith({ s: "" });
  if (asked !== drawn) {
    const active = document.activeElement;
    const name = active?.name;
    const caret = active?.selectionStart;
    drawFrame();
    drawForm();
    waiting.clear();
    document.getElementById("main").replaceChildren(...DRAW[view()]().flat(2));
    const again = name && document.querySelector(`#choice [name="${name}"][value="${CSS.escape(active.value)}"], #choice [name="${name}"]`);
    if (again) {
      again.focus({ preventScroll: true });
      if (caret != null && again.type === "search") again.setSelectionRange(caret, caret);
    }
    drawn = asked;
  }
  showSource();
}

addEventListener("hashchange", draw);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sourceChosen()) choose({ s: "" });
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
unpack().then(draw);
