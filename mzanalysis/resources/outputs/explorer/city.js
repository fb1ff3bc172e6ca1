// One city: what it stresses, promises, lacks and does alone.

const LEAST_SHARE = 0.3; // of the other cities that commit to what this one lacks
const LEAST_CITIES = 2;

function cityView() {
  const plan = data.plans.find((other) => other.id === chosen.get("p")) ?? chosenPlans()[0] ?? data.plans[0];
  const targets = data.targets.filter((row) => row.plan === plan.place && row.role === "target");
  const count = (rows) => rows.filter((row) => row.plan === plan.place).length;
  return [
    make("h2", {}, yearOf(plan)),
    make("p", {}, [plan.title, plan.issuer, plan.issued].filter(Boolean).join(" · ")),
    make("p", {}, word("city_text", { items: count(data.items), measures: count(data.measures), targets: targets.length })),
    tools(),
    stressed(plan),
    promised(targets),
    lacking(plan),
    single(plan),
  ];
}

function topicLink(topic) {
  return make("a", { href: addressWith({ v: "compare", t: topic.code }) }, nameOf(topic));
}

function stressed(plan) {
  const byTopic = groupBy(data.coverage, (row) => row.topic);
  const rows = [];
  for (const [topic, all] of byTopic) {
    const own = all.find((row) => row.plan === plan.place);
    const others = all.filter((row) => isOther(data.plans[row.plan], plan)).map((row) => row.share);
    const mean = others.reduce((sum, share) => sum + share, 0) / Math.max(others.length, 1);
    if (own?.n > 0) rows.push({ topic: data.topics[topic], own, mean });
  }
  rows.sort((a, b) => (b.own.share - b.mean) - (a.own.share - a.mean));
  const most = Math.max(...rows.map((row) => row.own.share));
  return table(word("city_shares"), [word("topic"), word("share"), word("others_share"), word("measures")], rows.map((row) => () => make("tr", {},
    make("th", { scope: "row" }, topicLink(row.topic)),
    shareCell(row.own, most),
    make("td", { class: "number" }, percentOf(row.mean)),
    make("td", { class: "number" }, String(row.own.n)))));
}

function promised(targets) {
  const byDue = [...targets].sort((a, b) => (a.due || "9999").localeCompare(b.due || "9999"));
  return table(word("city_figures", { n: targets.length }), [word("due_head"), word("indicator"), word("figure"), word("topic")],
    byDue.map((row) => () => make("tr", {},
      make("td", {}, row.due),
      make("th", { scope: "row" }, row.indicator),
      make("td", { class: "text" }, sourceButton(row, [`${row.sign}${textOf(row)}`])),
      make("td", {}, nameOf(data.topics[row.topic])))));
}

function isOther(other, plan) {
  return other.city !== plan.city;
}

function lacking(plan) {
  const nOthers = new Set(data.plans.filter((other) => isOther(other, plan)).map((other) => other.city)).size;
  const least = Math.max(LEAST_CITIES, Math.ceil(LEAST_SHARE * nOthers));
  const rows = [];
  for (const theme of data.themes) {
    const members = data.membersOf.get(theme.place) ?? [];
    if (members.some((row) => row.plan === plan.place)) continue;
    const cities = new Set(members.map((row) => data.plans[row.plan]).filter((other) => isOther(other, plan)).map((other) => other.city));
    if (cities.size >= least) rows.push({ theme, members, n: cities.size });
  }
  rows.sort((a, b) => b.n - a.n);
  return table(word("city_lacks", { n: rows.length, least }), [word("theme"), word("topic"), word("n_cities"), word("answer")],
    rows.map((row) => () => make("tr", {},
      make("th", { scope: "row" }, row.theme.label),
      make("td", {}, topicLink(data.topics[row.members[0].topic])),
      make("td", { class: "number" }, String(row.n)),
      cell(undefined, plan, row.theme))));
}

function single(plan) {
  const isShared = (row) => row.themes.some((theme) => data.membersOf.get(theme).some((other) => isOther(data.plans[other.plan], plan)));
  const alone = data.measures.filter((row) => row.plan === plan.place && !isShared(row));
  const byTopic = [...groupBy(alone, (row) => row.topic)].sort((a, b) => a[0] - b[0]);
  return table(word("city_alone", { n: alone.length }), [word("topic"), word("measure")], byTopic.map(([topic, rows]) => () => make("tr", {},
    make("th", { scope: "row" }, topicLink(data.topics[topic])),
    make("td", { class: "text" }, some(rows, quote)))));
}
