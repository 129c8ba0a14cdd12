// A receiver's check of webhook signatures with nothing but node:crypto, written from the description of the scheme.
// Reads a JSON list of calls from standard input: {secrets, encoding, headers, body}, where `secrets` goes from version
// to text and `body` is base64. Writes a JSON list with true for each call that one of the secrets signed.

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

const keyReaders = {
  raw: (text) => Buffer.from(text, "utf8"),
  base64: (text) => Buffer.from(text, "base64"),
  hex: (text) => Buffer.from(text, "hex"),
  whsec: (text) => Buffer.from(text.slice("whsec_".length), "base64"),
};

function isSigned({ secrets, encoding, headers, body }) {
  const start = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`, "utf8");
  const content = Buffer.concat([start, Buffer.from(body, "base64")]);
  return headers["webhook-signature"].split(" ").some((entry) => {
    const [version, sent] = entry.split(",");
    if (!Object.hasOwn(secrets, version)) return false;
    const computed = createHmac("sha256", keyReaders[encoding](secrets[version])).update(content).digest();
    const received = Buffer.from(sent, "base64");
    return received.length === computed.length && timingSafeEqual(received, computed);
  });
}

const calls = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(isSigned)));
