// RequestsView: what programs asked and were answered, each mistake marked at its place.

import { ask, baseAddress, post } from "./api.mjs";
import { curlLine } from "./commands.mjs";
import { button, chip, copyable, element, facts, fold, link, table } from "./elements.mjs";
import { jsonBody, mend } from "./json_body.mjs";
import { ListView } from "./list_view.mjs";
import { cells } from "./row_list.mjs";
import { moment, span, timeOfDay } from "./times.mjs";

export class RequestsView extends ListView {
  name = "requests";
  title = "Requests";

  constructor(fake) {
    const gap = element("p", { class: "soft", hidden: true });
    super(fake, "Requests, the newest first", `Choose a request: its body with each mistake marked, and its answer stand here. None yet? Send one to ${baseAddress()}.`, gap);
    this.gap = gap;
  }

  rows() {
    const { untold, requests } = this.fake.records;
    this.gap.hidden = !untold;
    this.gap.textContent = `${untold} came too fast to be shown here; the export has those that are still remembered.`;
    return requests;
  }

  describe(row) {
    return cells({
      time: timeOfDay(row.at),
      name: row.method,
      main: row.path,
      [row.status >= 200 && row.status < 300 ? "status good" : "status bad"]: String(row.status || "none"),
      span: span(row.seconds),
      chips: [...row.findings.map(chip), row.fault && chip({ code: row.fault })],
    });
  }

  async detail(number) {
    const [exchange, codes] = await Promise.all([ask(`requests/${number}`), this.fake.codes()]);
    const { request, response, findings } = exchange;
    // Those of the path or the query have no place in a body.
    const ofBody = request.method === "POST" ? findings : [];
    const again = async () => this.fake.go(this.name, String((await post(`requests/${number}/again`)).number));
    return [
      element("h2", {}, `${request.method} ${request.path}`),
      element("p", { class: "actions" }, button("Send again", again)),
      told(exchange),
      ...findings.filter((each) => !ofBody.includes(each)).map(mend),
      explained(findings, codes),
      element("h3", {}, "What was sent"),
      jsonBody("Body of the request", shown(request), ofBody),
      fold("Headers of the request", table(Object.entries(request.headers))),
      element("h3", {}, `What was answered: ${response.status || "nothing"}`),
      jsonBody("Body of the answer", shown(response)),
      fold("Headers of the answer", table(Object.entries(response.headers))),
      fold("As a curl line", copyable("the curl line", curlLine(request))),
    ];
  }
}

function told({ at, seconds, key, task_id: task, request, fault }) {
  return facts({
    At: `${moment(at)}, answered in ${span(seconds)}`,
    Query: request.query,
    Key: key,
    Task: task && link("tasks", task),
    "Gone wrong on purpose": fault,
  });
}

function shown({ body, cut, body_encoding: encoding }) {
  return encoding ? `(${encoding}) ${body}` : `${body}${cut ? " … cut" : ""}`;
}

function explained(findings, codes) {
  const known = [...new Set(findings.map(({ code }) => code))].map((code) => codes.get(code)).filter(Boolean);
  const parts = known.map(({ code, title, explanation }) => element("p", {}, element("b", {}, `${code} ${title}. `), explanation));
  return parts.length && fold("What these codes mean", element("div", {}, ...parts));
}
