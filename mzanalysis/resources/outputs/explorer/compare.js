// Themes as rows, cities as columns, the sentences in the cells.

const MOST_COLUMNS = 24; // of cities; more stand in one column, one below the other
const FIRST_SENTENCES = 4; // shown at once in such a column
const STRENGTHS = ["", "strive", "encourage", "explore"];

function quote(measure, head = "") {
  const targets = (data.targetsOf.get(measure.place) ?? []).filter((row) => row.role === "target");
  const { text } = data.plans[measure.plan];
  const parts = head ? [make("b", {}, head), " "] : [];
  if (measure.strength > 0) parts.push(make("span", { class: "tag" }, word(STRENGTHS[measure.strength])));
  let place = measure.start;
  for (const target of targets) {
    if (target.start < place || target.end > measure.end) continue;
    parts.push(text.slice(place, target.start), make("mark", {}, text.slice(target.start, target.end)));
    place = target.end;
  }
  parts.push(text.slice(place, measure.end));
  const dues = [...new Set(targets.map((target) => target.due).filter(Boolean))];
  if (dues.length) parts.push(" ", make("span", { class: "due" }, word("due", { date: dues.join("、") })));
  return sourceButton(measure, parts);
}

function sourceButton(row, parts) {
  return make("button", { type: "button", class: "quote", onclick: () => openSource(row) }, parts);
}

function compareView() {
  const plans = chosenPlans();
  const topic = chosenTopic() ?? data.topics.find((other) => other.code === FIRST_TOPIC);
  const isShown = new Set(plans.map((plan) => plan.place));
  const isOfTopic = (measure) => measure.topic === topic.place && isShown.has(measure.plan);
  const rows = [];
  for (const theme of data.themes) {
    const members = (data.membersOf.get(theme.place) ?? []).filter((row) => isShown.has(row.plan));
    if (!members.some(isOfTopic)) continue;
    const byPlan = groupBy(members, (row) => row.plan);
    if (nCities(byPlan) > 1) rows.push([theme, byPlan]);
  }
  const isForeign = (theme) => Number(theme.topic !== topic.place);
  rows.sort((a, b) => isForeign(a[0]) - isForeign(b[0]) || nCities(b[1]) - nCities(a[1]));
  const isJoined = new Set(rows.flatMap(([, byPlan]) => [...byPlan.values()].flat()));
  const alone = data.measures.filter((row) => isOfTopic(row) && !isJoined.has(row));
  const counts = { topic: nameOf(topic), n: rows.length, cities: plans.length };
  const caption = word("compare_caption", counts) + mixedYears(plans);
  return [
    make("h2", {}, word("compare_title", { topic: nameOf(topic) })),
    tools(),
    plans.length > MOST_COLUMNS ? listed(caption, rows) : sideBySide(caption, rows, plans),
    make("h3", {}, word("alone")),
    table(word("alone_caption", { topic: nameOf(topic), n: alone.length }), [word("city"), word("measure")],
      [...groupBy(alone, (row) => row.plan)].sort((a, b) => a[0] - b[0]).map(([plan, own]) => () => make("tr", {},
        make("th", { scope: "row" }, cityOf(data.plans[plan])),
        make("td", { class: "text" }, some(own, quote))))),
  ];
}

function nCities(byPlan) {
  return new Set([...byPlan.keys()].map((plan) => data.plans[plan].city)).size;
}

function sideBySide(caption, rows, plans) {
  return table(caption, [word("theme"), word("n_cities"), ...plans.map(cityOf)], rows.map(([theme, byPlan]) => () => make("tr", {},
    make("th", { scope: "row" }, theme.label),
    make("td", { class: "number" }, String(nCities(byPlan))),
    plans.map((plan) => cell(byPlan.get(plan.place), plan, theme)))));
}

function listed(caption, rows) {
  const withCity = (row) => quote(row, cityOf(data.plans[row.plan]));
  return table(caption, [word("theme"), word("n_cities"), word("measure")], rows.map(([theme, byPlan]) => () => make("tr", {},
    make("th", { scope: "row" }, theme.label),
    make("td", { class: "number" }, String(nCities(byPlan))),
    make("td", { class: "text" }, some([...byPlan.values()].flat(), withCity)))));
}

// The first rows at once; the others are made when they are asked for, or taken along.
function some(rows, show) {
  if (data.plans.length <= MOST_COLUMNS) return rows.map((row) => show(row));
  const parts = rows.slice(0, FIRST_SENTENCES).map((row) => show(row));
  const rest = rows.slice(FIRST_SENTENCES);
  if (!rest.length) return parts;
  const more = make("details", { class: "more" }, make("summary", {}, word("more_sentences", { n: rest.length })));
  more.fill = () => {
    if (more.childElementCount === 1) more.append(...rest.map((row) => show(row)));
  };
  more.addEventListener("toggle", more.fill);
  return [...parts, more];
}

function fillAll() {
  for (const finish of waiting) finish();
  for (const more of document.querySelectorAll("#main details.more")) {
    more.fill();
    more.open = true;
  }
}

function cell(members, plan, theme) {
  if (members) return make("td", { class: "text" }, members.map((row) => quote(row)));
  const [unclear] = data.unclearOf.get(`${plan.place} ${theme.place}`) ?? [];
  if (!unclear) return make("td", { class: "text none" }, word("silent"));
  return make("td", { class: "text none" }, make("div", {}, word(`unclear_${unclear.evidence}`)), nearest(unclear));
}

// What a reader has to read before calling the city silent.
function nearest(unclear) {
  if (unclear.measure < 0) return unclear.heading;
  const measure = data.measures[unclear.measure];
  return sourceButton(measure, [textOf(measure)]);
}
