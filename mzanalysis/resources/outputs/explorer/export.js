// The tables shown, taken along: to Excel, into Word, on paper.

const FORMULA = /^[=+\-@\t\r]/;

function tools() {
  return make("p", { class: "tools" },
    make("button", { type: "button", onclick: saveTables }, word("to_excel")),
    make("button", { type: "button", onclick: copyTables }, word("to_word")),
    make("button", { type: "button", onclick: printTables }, word("to_paper")));
}

function cellText(cell) {
  const quotes = [...cell.querySelectorAll(".quote")];
  return (quotes.length ? quotes.map((quote) => quote.innerText).join("\n") : cell.innerText).trim();
}

function csvField(text) {
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

function printTables() {
  fillAll();
  print();
}

function saveTables() {
  fillAll();
  const lines = [];
  for (const shown of document.querySelectorAll("#main table")) {
    for (const row of shown.rows) lines.push([...row.cells].map((cell) => csvField(cellText(cell))).join(","));
    lines.push("");
  }
  lines.push(csvField(data.cite), csvField(data.note[language()]));
  const file = new Blob(["\ufeff", lines.join("\r\n")], { type: "text/csv" });
  const link = make("a", { href: URL.createObjectURL(file), download: `mzanalysis-${view()}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function plainTables() {
  fillAll();
  const copy = make("div");
  for (const shown of document.querySelectorAll("#main table")) {
    const rows = [...shown.rows].map((row) => make("tr", {}, [...row.cells].map((cell) => {
      const lines = cellText(cell).split("\n").map((line) => make("p", {}, line));
      return make(cell.tagName, {}, lines);
    })));
    copy.append(make("table", { border: 1 }, make("caption", {}, shown.caption.textContent), rows));
  }
  copy.append(make("p", {}, data.cite));
  return copy;
}

function copyTables() {
  const copy = plainTables();
  document.body.append(copy);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.selectAllChildren(copy);
  const isDone = document.execCommand("copy");
  selection.removeAllRanges();
  copy.remove();
  say(word(isDone ? "copied" : "not_copied"));
}
