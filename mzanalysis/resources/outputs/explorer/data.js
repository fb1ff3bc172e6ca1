"use strict";
// The data: rows as objects, texts folded for search.

let data;

async function unpack() {
  const packed = document.getElementById("data").textContent;
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  data = JSON.parse(await new Response(stream).text());
  for (const [table, { names, rows }] of Object.entries(data)) {
    if (!rows) continue;
    data[table] = rows.map((row, place) => {
      const entries = names.map((name, column) => [name, row[column]]);
      return { place, ...Object.fromEntries(entries) };
    });
  }
  const pairs = [...data.simplified];
  data.folds = new Map();
  for (let i = 0; i < pairs.length; i += 2) data.folds.set(pairs[i], pairs[i + 1]);
  data.targetsOf = groupBy(data.targets.filter((row) => row.measure >= 0), (row) => row.measure);
  data.unclearOf = groupBy(data.unclear, (row) => `${row.plan} ${row.theme}`);
  data.membersOf = new Map();
  for (const measure of data.measures) {
    for (const theme of measure.themes) {
      if (!data.membersOf.has(theme)) data.membersOf.set(theme, []);
      data.membersOf.get(theme).push(measure);
    }
  }
}

function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
}

// One unit to one unit, so that places in the folded text hold in the text itself.
function foldText(text) {
  let folded = "";
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    const code = text.charCodeAt(i);
    const isWide = code > 0xff00 && code < 0xff5f;
    const narrow = isWide ? String.fromCharCode(code - 0xfee0) : char;
    const lower = narrow.toLowerCase();
    folded += data.folds.get(char) ?? (lower.length === 1 ? lower : narrow);
  }
  return folded;
}

function foldedText(plan) {
  plan.folded ??= foldText(plan.text);
  return plan.folded;
}

function textOf(row) {
  return data.plans[row.plan].text.slice(row.start, row.end);
}

function itemAt(plan, place) {
  return data.items.find((item) => item.plan === plan && item.start <= place && place < item.end);
}
