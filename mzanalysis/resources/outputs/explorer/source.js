// A plan's whole text, opened at a place, with the item marked.

function openSource(row) {
  choose({ s: `${data.plans[row.plan].id}@${row.start}-${row.end}` });
}

function sourceChosen() {
  const found = /^(.+)@(\d+)-(\d+)$/.exec(chosen.get("s") ?? "");
  const plan = found && data.plans.find((other) => other.id === found[1]);
  return plan ? { plan, start: Number(found[2]), end: Number(found[3]) } : null;
}

function showSource() {
  const panel = document.getElementById("source");
  const place = sourceChosen();
  if (!place) {
    if (!panel.hidden) document.getElementById("main").focus({ preventScroll: true });
    panel.hidden = true;
    panel.replaceChildren();
    return;
  }
  const { plan, start, end } = place;
  const { text } = plan;
  const item = itemAt(plan.place, start) ?? { start, end };
  const passage = make("mark", {}, text.slice(start, end));
  const marked = make("span", { class: "item" }, text.slice(item.start, start), passage, text.slice(end, item.end));
  panel.setAttribute("aria-label", word("source"));
  panel.replaceChildren(
    make("div", { class: "head" },
      make("h2", {}, yearOf(plan), item.path ? ` · ${item.path}` : ""),
      make("button", { type: "button", id: "close", onclick: () => choose({ s: "" }) }, word("close"))),
    make("p", {}, plan.title, " ", plan.issuer),
    make("div", { class: "text", lang: "zh" }, text.slice(0, item.start), marked, text.slice(item.end)));
  panel.hidden = false;
  marked.scrollIntoView({ block: "center" });
  document.getElementById("close").focus({ preventScroll: true });
}
