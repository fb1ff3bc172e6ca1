// What is chosen, kept in the address; and the making of elements: text is never read as markup.

const VIEWS = ["overview", "compare", "figures", "search", "city", "about"];
const FIRST_TOPIC = "eldercare";
let chosen = new URLSearchParams();

function word(key, fields = {}) {
  let text = data.words[key][language()];
  for (const [name, value] of Object.entries(fields)) text = text.replace(`{${name}}`, value);
  return text;
}

function language() {
  return chosen.get("l") ?? data.lang;
}

function view() {
  return VIEWS.includes(chosen.get("v")) ? chosen.get("v") : VIEWS[0];
}

function nameOf(topic) {
  return topic[language()];
}

function cityOf(plan) {
  const name = language() === "en" ? plan.cityEn : plan.city;
  const years = new Set(data.plans.map((other) => other.year));
  return years.size > 1 ? `${name} ${plan.year}` : name;
}

function yearOf(plan) {
  return `${language() === "en" ? plan.cityEn : plan.city} ${plan.year}`;
}

function chosenPlans() {
  const ids = chosen.get("c")?.split(",");
  const year = chosen.get("y");
  return data.plans.filter((plan) => (!ids || ids.includes(plan.id)) && (!year || String(plan.year) === year));
}

// What stands below a table of plans of several years.
function mixedYears(plans) {
  const years = [...new Set(plans.map((plan) => plan.year))].sort();
  return years.length > 1 ? word("mixed_years", { years: years.join("、") }) : "";
}

function chosenTopic() {
  const code = chosen.get("t");
  return data.topics.find((topic) => topic.code === code);
}

function addressWith(changes) {
  const address = new URLSearchParams(chosen);
  for (const [name, value] of Object.entries(changes)) {
    if (value) address.set(name, value);
    else address.delete(name);
  }
  return `#${address}`;
}

function choose(changes) {
  location.hash = addressWith(changes);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

function say(text) {
  const said = document.getElementById("said");
  said.textContent = text;
  setTimeout(() => { said.textContent = ""; }, 3000);
}

const FIRST_PARTS = 12; // of a long list, drawn at once
const waiting = new Set(); // what is still being drawn

// Appends what the makers make: of many plans the first parts at once, the others bit by bit.
function grow(parent, makers, first = FIRST_PARTS) {
  let place = 0;
  const add = (n) => {
    parent.append(...makers.slice(place, place + n).map((maker) => maker()));
    place += n;
  };
  if (data.plans.length <= MOST_COLUMNS || makers.length <= first) {
    add(makers.length);
    return parent;
  }
  add(first);
  const finish = () => {
    waiting.delete(finish);
    add(makers.length);
  };
  const step = () => {
    if (!waiting.has(finish)) return;
    add(first);
    if (place < makers.length) setTimeout(step);
    else waiting.delete(finish);
  };
  waiting.add(finish);
  setTimeout(step);
  return parent;
}

// Rows are functions that make them.
function table(caption, heads, rows) {
  const cells = heads.map((head) => make("th", { scope: "col" }, head));
  return make("div", { class: "wide", role: "region", tabindex: 0, "aria-label": caption },
    make("table", {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, cells)),
      grow(make("tbody", {}, []), rows)));
}
