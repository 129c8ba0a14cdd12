// NextView: what goes wrong next, the switches of the fake, and its clock.

import { ask, post } from "./api.mjs";
import { button, element } from "./elements.mjs";
import { choiceForm, settingControl } from "./forms.mjs";

const FIRST = ["strict", "chaos", "rate-limit", "outage", "scenario", "task-seconds", "edition"];

export class NextView {
  name = "next";
  title = "What goes wrong next";
  box = element("div", { class: "panels" });

  constructor(fake) {
    this.fake = fake;
  }

  /** Ask anew what waits and what is set when something was asked of the control API. */
  update() {
    const { changed, scenarios, faults } = this.fake.state;
    const heard = `${changed} ${scenarios} ${faults}`;
    if (heard !== this.heard) this.refresh?.().catch(() => {});
    this.heard = heard;
  }

  async open() {
    if (this.refresh) return;
    const { models, kinds, statuses, ...choices } = await this.fake.choices();
    const times = () => element("label", {}, "times ", element("input", { name: "times", type: "number", min: 1, size: 4 }));
    const one = queue("Scenarios for the next orders", "scenario", choices.scenarios, [any("model", models), times()]);
    const other = queue("Faults", "fault", choices.faults, [any("kind", kinds), any("model", models), any("status", statuses), times()]);
    const switches = settings(choices.settings);
    this.box.replaceChildren(...[one, other, switches].map((each) => each.panel));
    this.refresh = () => Promise.all([one, other, switches].map((each) => each.refresh()));
    await this.refresh();
  }
}

/** Return the ways to move a clock that stands still. */
export function clockControls() {
  const seconds = element("input", { type: "number", min: 0, step: "any", value: 60, size: 5, "aria-label": "Seconds to advance" });
  const when = element("input", { type: "datetime-local", step: 1, "aria-label": "Moment to set" });
  return element(
    "details", { class: "move" }, element("summary", {}, "Move"),
    element("p", {}, seconds, button("Advance", () => post("clock", { advance: Number(seconds.value) }))),
    element("p", {}, when, button("Set", () => post("clock", { set: new Date(when.value).getTime() / 1000 }))),
  );
}

function queue(title, word, choices, match) {
  const path = `${word}s`;
  const list = element("ol", { "aria-label": `${title} that wait` });
  const refresh = async () => {
    const waiting = await ask(path);
    list.replaceChildren(...waiting.map((each) => element("li", {}, waitingWords(word, each))));
    clear.disabled = !waiting.length;
  };
  const form = choiceForm("Queue", choices, null, async (words) => {
    await post(path, { [word]: words, ...chosenOf(match) });
    await refresh();
  }, match);
  const clear = button("Empty the queue", () => ask(path, { method: "DELETE" }).then(refresh));
  return { panel: element("section", { class: "panel" }, element("h2", {}, title), form, list, clear), refresh };
}

function settings(known) {
  const rank = ({ name }) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const shown = known.filter(({ secret }) => !secret).sort((one, other) => rank(one) - rank(other));
  const controls = shown.map((each) => settingControl(each, (body) => ask("settings", { method: "PATCH", body })));
  const refresh = async () => {
    const values = await ask("settings");
    shown.forEach(({ name }, place) => controls[place].show(values[name]));
  };
  const labels = controls.map((each) => each.label);
  return { panel: element("section", { class: "panel wide" }, element("h2", {}, "Switches"), ...labels), refresh };
}

function any(name, values) {
  const options = ["", ...values].map((each) => element("option", { value: each }, each || "any"));
  return element("label", {}, `${name} `, element("select", { name }, ...options));
}

function chosenOf(labels) {
  const controls = labels.map((each) => each.lastElementChild).filter((each) => each.value !== "");
  return Object.fromEntries(controls.map((each) => [each.name, each.type === "number" ? Number(each.value) : each.value]));
}

function waitingWords(word, { times, [word]: words, ...match }) {
  const said = Object.entries(match).filter(([, value]) => value !== null && JSON.stringify(value) !== "{}");
  const matching = said.map(([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', "")}`);
  return [words, times === null ? "without end" : `times ${times}`, ...matching].join(", ");
}
