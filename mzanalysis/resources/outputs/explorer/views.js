// The other views: overview, figures, search, about.

const MOST_HITS = 60;
const AROUND = 36;

function overviewView() {
  const plans = chosenPlans();
  const shares = groupBy(data.coverage, (row) => row.topic);
  const most = Math.max(...data.coverage.map((row) => row.share));
  const rows = [];
  for (const topic of data.topics) {
    const byPlan = new Map((shares.get(topic.place) ?? []).map((row) => [row.plan, row]));
    if (![...byPlan.values()].some((row) => row.n > 0)) continue;
    rows.push(() => make("tr", {},
      make("th", { scope: "row" }, make("a", { href: addressWith({ v: "compare", t: topic.code }) }, nameOf(topic))),
      plans.map((plan) => shareCell(byPlan.get(plan.place), most))));
  }
  return [
    make("h2", {}, word("overview_title")),
    make("p", {}, word("overview_text")),
    tools(),
    table(word("overview_caption", { n: plans.length }), [word("topic"), ...plans.map((plan) =>
      make("a", { href: addressWith({ v: "city", p: plan.id }) }, cityOf(plan)))], rows),
  ];
}

function percentOf(share) {
  if (share > 0 && share < 0.005) return "<1 %";
  return `${(share * 100).toFixed(0)} %`;
}

function shareCell(row, most) {
  const element = make("td", { class: "number share" });
  if (!row) return element;
  const percent = (share) => (share * 100).toFixed(0);
  element.textContent = row.n === 0 ? "–" : percentOf(row.share);
  element.title = word("share_title", { n: row.n, low: percent(row.low), high: percent(row.high) });
  element.style.setProperty("--strength", (0.4 * row.share / most).toFixed(3));
  return element;
}

// Each compares two lists of figures: those on an axis, or a single one.
const firstDue = (figures) => figures.map((row) => row.due).filter(Boolean).sort()[0] ?? "9999";
const highest = (figures) => Math.max(...figures.map((row) => row.high ?? row.value));
const ORDERS = {
  cities: (a, b) => b.length - a.length,
  city: (a, b) => a[0].plan - b[0].plan,
  due: (a, b) => firstDue(a).localeCompare(firstDue(b)),
  value: (a, b) => highest(b) - highest(a),
};

function figuresView() {
  const topic = chosenTopic();
  const isShown = new Set(chosenPlans().map((plan) => plan.place));
  const month = chosen.get("m");
  const rows = data.comparison.filter((row) => isShown.has(row.plan)
    && (!topic || row.topic === topic.place) && (!month || row.due.slice(0, 7) === month));
  const axes = [...groupBy(rows.filter((row) => row.comparable), (row) => `${row.indicator}\n${row.axis}`)]
    .filter(([, figures]) => figures.length > 1);
  const onAxis = new Set(axes.flatMap(([, figures]) => figures));
  const rest = rows.filter((row) => !onAxis.has(row));
  const order = ORDERS[chosen.get("o")];
  if (order) {
    axes.sort((a, b) => order(a[1], b[1]));
    rest.sort((a, b) => order([a], [b]));
  }
  return [
    make("h2", {}, word("figures_title", { topic: topic ? nameOf(topic) : word("all_topics") })),
    tools(),
    make("h3", {}, word("comparable", { n: axes.length })),
    grow(make("div"), axes.map(([, figures]) => () => axis(figures)), FIRST_AXES),
    make("h3", {}, word("not_comparable", { n: rest.length })),
    table(word("figures_caption", { n: rest.length }) + mixedYears(chosenPlans()),
      [word("indicator"), word("city"), word("figure"), word("due_head"), word("reason")],
      rest.map((row) => () => make("tr", {},
        make("th", { scope: "row" }, row.indicator),
        make("td", {}, cityOf(data.plans[row.plan])),
        make("td", { class: "text" }, figureButton(row)),
        make("td", {}, row.due),
        make("td", {}, reasonOf(row))))),
  ];
}

const FIRST_AXES = 4; // each a table

// 数字类别不同 [kind of figure differs]: Chinese, in brackets English.
function reasonOf(row) {
  if (!row.reason) return word("only_shown_here");
  const [chinese, english] = row.reason.replace(/\]$/, "").split(" [");
  return language() === "en" && english ? english : chinese;
}

function figureText(row) {
  const high = row.high == null ? "" : `–${row.high.toLocaleString("en")}`;
  return `${row.sign}${row.value.toLocaleString("en")}${high} ${row.unit}`;
}

function figureButton(row) {
  return sourceButton(data.targets[row.target], [figureText(row)]);
}

function axis(figures) {
  const [{ indicator, unit }] = figures;
  const isShare = unit === "%";
  const most = Math.max(...figures.map((row) => row.high ?? row.value), isShare ? 100 : 0);
  const sorted = [...figures].sort((a, b) => b.value - a.value);
  const head = `${indicator} (${unit})`;
  return make("section", { "aria-label": head },
    make("h4", {}, head),
    table(word("axis_caption", { n: figures.length }), [word("city"), word("figure"), word("due_head")], sorted.map((row) => () => {
      const bar = make("i", { "aria-hidden": "true" });
      bar.style.setProperty("width", `${(60 * row.value / most).toFixed(1)}%`);
      return make("tr", {},
        make("th", { scope: "row" }, cityOf(data.plans[row.plan])),
        make("td", { class: "text" }, make("div", { class: "bar" }, bar, figureButton(row))),
        make("td", {}, row.due));
    })));
}

function searchView() {
  const query = foldText((chosen.get("q") ?? "").trim());
  const head = make("h2", {}, word("search_title"));
  if (!query) return [head, make("p", {}, word("search_empty"))];
  let total = 0;
  const lists = [];
  for (const plan of chosenPlans()) {
    const places = [];
    const text = foldedText(plan);
    for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) places.push(at);
    total += places.length;
    if (!places.length) continue;
    lists.push(make("section", {},
      make("h3", {}, word("hits_in", { city: cityOf(plan), n: places.length })),
      make("ul", { class: "hits" }, places.slice(0, MOST_HITS).map((at) => hit(plan, at, query.length))),
      places.length > MOST_HITS ? make("p", {}, word("more_hits", { n: places.length - MOST_HITS })) : null));
  }
  return [head, make("p", { role: "status" }, word("hits", { n: total })), ...lists];
}

function hit(plan, at, length) {
  const flat = (text) => text.replace(/\s+/g, " ");
  const before = flat(plan.text.slice(Math.max(at - AROUND, 0), at));
  const after = flat(plan.text.slice(at + length, at + length + AROUND));
  const item = itemAt(plan.place, at);
  const parts = [before, make("mark", {}, plan.text.slice(at, at + length)), after];
  if (item) parts.push(" ", make("span", { class: "path" }, item.path));
  return make("li", {}, sourceButton({ plan: plan.place, start: at, end: at + length }, parts));
}

function aboutView() {
  const lines = (key) => word(key).split("|").map((line) => make("li", {}, line));
  return [
    make("h2", {}, word("about")),
    make("p", {}, word("about_text")),
    make("h3", {}, word("about_words")), make("ul", {}, lines("about_words_list")),
    make("h3", {}, word("about_limits")), make("ul", {}, lines("about_limits_list")),
    make("h3", {}, word("about_quality")), make("p", {}, data.note[language()]),
    make("h3", {}, word("about_plans")),
    table(word("about_plans"), [word("city"), word("plan_title"), word("issuer"), word("issued")], data.plans.map((plan) => () => make("tr", {},
      make("th", { scope: "row" }, yearOf(plan)),
      make("td", {}, sourceButton({ plan: plan.place, start: 0, end: 0 }, [plan.title || word("untitled")])),
      make("td", {}, plan.issuer), make("td", {}, plan.issued)))),
  ];
}
