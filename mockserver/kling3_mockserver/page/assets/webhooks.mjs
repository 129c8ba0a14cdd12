// WebhooksView: each attempt to call a receiver, how to verify it, and the ways to call again, well or ill.

import { ask, post } from "./api.mjs";
import { javascriptCheck, pythonCheck } from "./commands.mjs";
import { button, chip, copyable, element, facts, fold, link, table } from "./elements.mjs";
import { choiceForm, selectOf } from "./forms.mjs";
import { ListView } from "./list_view.mjs";
import { cells } from "./row_list.mjs";
import { moment, span, timeOfDay } from "./times.mjs";

export class WebhooksView extends ListView {
  name = "webhooks";
  title = "Webhooks";

  constructor(fake) {
    const own = element("div", {});
    const above = fold("Send one of your own", own);
    super(fake, "Attempts to deliver webhooks, the newest first", "Choose an attempt: what was signed, and how to verify it stand here.", above);
    above.addEventListener("toggle", async () => own.replaceChildren(...(await this.ownForm())), { once: true });
  }

  rows() {
    return this.fake.records.deliveries;
  }

  describe(row) {
    return cells({
      time: timeOfDay(row.at),
      name: row.task_status,
      main: row.url,
      [row.delivered ? "status good" : "status bad"]: String(row.status ?? "none"),
      chips: [`attempt ${row.attempt}${row.retry_in === null ? "" : `, again in ${span(row.retry_in)}`}`, row.fault && chip({ code: row.fault })],
    });
  }

  async detail(number) {
    const [delivery, faults, settings] = await Promise.all([ask(`deliveries/${number}`), this.faults(), ask("settings")]);
    const encoding = settings["webhook-secret-encoding"];
    const path = `deliveries/${delivery.id}/redeliver`;
    return [
      element("h2", {}, `${delivery.task_status}, attempt ${delivery.attempt}: ${delivery.status ?? "no answer"}`),
      element("p", { class: "actions" }, button("Send again", () => post(path))),
      fold("Send forged", choiceForm("Send forged", faults, null, (fault) => post(path, { fault }))),
      told(delivery),
      element("h3", {}, "The bytes that were signed"),
      copyable("the signed body", delivery.body),
      ...(delivery.sent_body ? [element("h3", {}, "What was sent instead"), copyable("the sent body", delivery.sent_body)] : []),
      element("h3", {}, "The headers that were sent"),
      table(delivery.headers),
      fold("Verify it in Python", copyable("the check in Python", pythonCheck(delivery, encoding))),
      fold("Verify it in JavaScript", copyable("the check in JavaScript", javascriptCheck(delivery, encoding))),
    ];
  }

  async faults() {
    return (await this.fake.choices()).faults.filter((each) => each.by_hand);
  }

  async ownForm() {
    const url = element("input", { type: "url", required: true, placeholder: "http://127.0.0.1:9000/hook" });
    const status = selectOf((await this.fake.choices()).statuses);
    status.value = "COMPLETED";
    const sent = element("output", {});
    const form = choiceForm("Send", await this.faults(), "as it should be", async (fault) => {
      const { id } = await post("webhooks", { url: url.value, status: status.value, ...(fault && { fault }) });
      sent.textContent = `${id} is on its way.`;
    }, [element("label", {}, "To ", url), element("label", {}, "Status ", status)]);
    return [form, sent];
  }
}

function told(delivery) {
  return facts({
    At: `${moment(delivery.at)}, ${span(delivery.seconds)}`,
    To: delivery.url,
    Answer: [delivery.status, delivery.error].filter(Boolean).join(", "),
    "Next try": delivery.retry_in === null ? "none" : `in ${span(delivery.retry_in)}`,
    Message: delivery.id,
    Task: link("tasks", delivery.task_id),
    "Gone wrong on purpose": delivery.fault,
  });
}
