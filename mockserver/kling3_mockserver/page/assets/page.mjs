// Page: strings the views, the stream of events and the address line; the only file that knows all of them.

import { ask, send } from "./api.mjs";
import { ContractView } from "./contract.mjs";
import { attempt, button, element } from "./elements.mjs";
import { filterOf, textOf } from "./filter.mjs";
import { NextView, clockControls } from "./next.mjs";
import { Records } from "./records.mjs";
import { RequestsView } from "./requests.mjs";
import { follow } from "./stream.mjs";
import { TasksView } from "./tasks.mjs";
import { FakeTime, moment } from "./times.mjs";
import { WebhooksView } from "./webhooks.mjs";

const FORMS = [["har", "HAR"], ["ndjson", "ndjson"], ["py", "pytest"]];
const by = (id) => document.getElementById(id);

/** What the views know of the fake, and how they move the page. */
class Fake {
  records = new Records();
  time = new FakeTime();
  state = { changed: 0, scenarios: 0, faults: 0 };

  views = [RequestsView, TasksView, WebhooksView, NextView, ContractView].map((View) => new View(this));
  view = this.views[0];

  /** Go to a view, and in it to what has a key; with `focus` the keyboard goes there too. */
  go(name, key = "", focus = false) {
    const asked = by("filter").value.trim();
    const target = `#/${name}${key ? `/${key}` : ""}${asked ? `?q=${encodeURIComponent(asked)}` : ""}`;
    this.focus = focus;
    if (location.hash === target) this.show();
    else location.hash = target;
  }

  /** Show what the address line names. */
  show() {
    const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const [name, key = ""] = path.split("/").map(decodeURIComponent);
    const asked = new URLSearchParams(query).get("q") ?? "";
    by("filter").value = asked;
    this.view = this.views.find((each) => each.name === name) ?? this.views[0];
    trouble("");
    this.drawFrame();
    this.update();
    attempt(() => this.view.open(key, this.focus));
    this.focus = false;
  }

  /** Have the view that is seen look at what there is now. */
  update() {
    this.view.update(filterOf(by("filter").value));
  }

  /** Say how many rows the filter found. */
  tell(found, all) {
    by("found").textContent = found === all ? `all ${all}` : `${found} of ${all}`;
  }

  /** Return what can be chosen, asked for once. */
  choices() {
    return (this.known ??= ask("choices").catch((error) => {
      this.known = null;
      throw error;
    }));
  }

  /** Return the explanations of all codes, asked for once. */
  codes() {
    return (this.explained ??= ask("codes").then((all) => new Map(all.map((each) => [each.code, each])), () => new Map()));
  }

  drawFrame() {
    document.title = `${this.view.title} · kling3-mock`;
    by("search").hidden = !this.view.filtered;
    by("export").hidden = this.view.name !== "requests";
    if (by("main").firstElementChild !== this.view.box) by("main").replaceChildren(this.view.box);
    const links = this.views.map(({ name, title }) => element("a", { href: `#/${name}`, "aria-current": name === this.view.name && "page" }, title));
    document.querySelector("nav").replaceChildren(...links);
  }
}

const fake = new Fake();

const heard = {
  connected: () => connection("connected", "Connected"),
  lost: (message) => connection("lost", message),
  hello: ({ life, resumed, state }) => {
    if (!resumed) fake.records.clear();
    heard.state(state);
    trouble("");
    // What was open is another's number now.
    if (fake.life && fake.life !== life) fake.go(fake.view.name);
    fake.life = life;
  },
  records: (rows) => fake.records.add(rows.map((row) => ({ ...row, apiKey: row.key, key: String(row.number), text: textOf(row) }))),
  gap: ({ count }) => fake.records.skip(count),
  cleared: () => fake.records.clear(),
  state: (state) => {
    fake.state = state;
    fake.time.hear(state);
    by("clock").classList.toggle("manual", fake.time.manual);
    showTime();
    fake.records.changed();
  },
};

function showTime() {
  by("now").textContent = moment(fake.time.now());
}

function connection(kind, words) {
  by("connection").className = kind;
  by("connection").textContent = words;
}

function trouble(words) {
  by("trouble").hidden = !words;
  by("trouble").textContent = words;
}

async function save(form) {
  const numbers = ranges(fake.view.list.rows.map((row) => row.number));
  const response = await send(`export.${form}`, { method: "POST", body: { numbers } });
  const address = URL.createObjectURL(await response.blob());
  element("a", { href: address, download: `kling3_test.${form}` }).click();
  URL.revokeObjectURL(address);
}

/** Return numbers as ranges, which are short where few rows are left out. */
function ranges(numbers) {
  const found = [];
  for (const number of numbers) {
    if (found.length && found.at(-1)[1] === number - 1) found.at(-1)[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? first : `${first}-${last}`));
}

function start() {
  by("export").append(...FORMS.map(([form, words]) => button(words, () => save(form))));
  by("clock").append(clockControls());
  by("filter").addEventListener("input", () => {
    fake.view.list.box.scrollTop = 0;
    fake.update();
  });
  by("filter").addEventListener("change", () => fake.go(fake.view.name));
  by("search").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => fake.show());
  addEventListener("trouble", (event) => trouble(event.detail));
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      by("filter").focus();
    }
  });
  fake.records.listeners.push(() => fake.update());
  setInterval(() => {
    showTime();
    fake.view.tick?.();
  }, 1000);
  fake.show();
  follow((name, data) => heard[name]?.(data));
}

start();
