// ContractView: how much of the contract was exercised, as bars, and which findings there were.

import { anew } from "./anew.mjs";
import { ask } from "./api.mjs";
import { chip, element, fold } from "./elements.mjs";

const PAUSE = 1000;

export class ContractView {
  name = "contract";
  title = "Contract";
  box = element("div", { class: "panels" });

  update = anew(() => this.open(), () => PAUSE);

  /** Show what was counted. */
  async open() {
    const { edition, exchanges, dimensions, findings } = await ask("coverage");
    if (exchanges === this.counted) return;
    this.counted = exchanges;
    const found = findings.length ? table(["Code", "How often", "What it is"], findings.map(finding)) : "None so far.";
    this.box.replaceChildren(
      panel(`What was exercised of the contract of ${edition}`, table(["Part", "Share", "In figures"], dimensions.map(bar)),
        ...dimensions.filter((each) => each.missing.length).map(missing)),
      panel("Findings", found),
    );
  }
}

function panel(title, ...parts) {
  return element("section", { class: "panel wide" }, element("h2", {}, title), ...parts);
}

function bar({ dimension, touched, total }) {
  const percent = touched >= total ? 100 : Math.floor((100 * touched) / total);
  const share = element("progress", { max: total || 1, value: total ? touched : 1, "aria-label": dimension });
  return [dimension, share, `${touched} of ${total} (${percent} %)`];
}

function missing({ dimension, missing: names }) {
  const list = element("ul", { class: "missing" }, ...names.map((each) => element("li", {}, each)));
  return fold(`${dimension}: ${names.length} never tried`, list);
}

function finding({ code, severity, count, title }) {
  return [element("a", { href: `#/requests?q=code:${code}` }, chip({ code, severity })), String(count), title];
}

function table(titles, rows) {
  const head = element("tr", {}, ...titles.map((each) => element("th", { scope: "col" }, each)));
  const body = rows.map((row) => element("tr", {}, ...row.map((each) => element("td", {}, each))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}
