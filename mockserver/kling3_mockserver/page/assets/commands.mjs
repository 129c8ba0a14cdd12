// Commands: what a person copies from the page into a shell or a program of their own.

import { baseAddress } from "./api.mjs";

const LEFT_OUT = /^(host|content-length|connection|accept|accept-encoding|transfer-encoding|user-agent)$/;
const OLD = "refuse what is older than 300 seconds, or it can be played again";
const KEYS = ["x-freepik-api-key", "x-magnific-api-key"];

/** Return a curl line that asks the same of the fake; the key, which the page does not have, is a word to replace. */
export function curlLine({ method, path, query, headers, body }) {
  const address = `${baseAddress()}${encodeURI(path)}${query ? `?${query}` : ""}`;
  const kept = Object.entries(headers).filter(([name]) => !LEFT_OUT.test(name));
  const parts = kept.map(([name, value]) => `-H ${quoted(`${name}: ${KEYS.includes(name) ? "YOUR-KEY" : value}`)}`);
  const first = method === "GET" ? [] : [`-X ${method}`];
  return ["curl", ...first, quoted(address), ...parts, ...(body ? [`-d ${quoted(body)}`] : [])].join(" \\\n  ");
}

/** Return a check of one call in Python, with nothing but its standard library. */
export function pythonCheck({ id, timestamp, signature, body }, encoding) {
  return `import base64, hmac, os

secret = os.environ["WEBHOOK_SECRET"]
key = ${PYTHON_KEYS[encoding]}
body = ${JSON.stringify(body)}.encode()  # the bytes as they came, before any JSON is read
wanted = base64.b64encode(hmac.digest(key, b"${id}.${timestamp}." + body, "sha256")).decode()
sent = [each.partition(",")[2] for each in ${JSON.stringify(signature)}.split()]
assert any(hmac.compare_digest(wanted, each) for each in sent)
# ${OLD} (${timestamp})`;
}

/** Return the same in JavaScript for Node. */
export function javascriptCheck({ id, timestamp, signature, body }, encoding) {
  return `import { createHmac, timingSafeEqual } from "node:crypto";

const secret = process.env.WEBHOOK_SECRET;
const key = ${javascriptKey(encoding)};
const body = ${JSON.stringify(body)}; // the text as it came, before JSON.parse
const wanted = createHmac("sha256", key).update("${id}.${timestamp}." + body).digest();
const sent = ${JSON.stringify(signature)}.split(" ").map((each) => Buffer.from(each.split(",")[1], "base64"));
const isGood = (each) => each.length === wanted.length && timingSafeEqual(each, wanted);
if (!sent.some(isGood)) throw new Error("not signed with this secret");
// ${OLD} (${timestamp})`;
}

const PYTHON_KEYS = {
  raw: "secret.encode()",
  base64: "base64.b64decode(secret)",
  whsec: 'base64.b64decode(secret.removeprefix("whsec_"))',
  hex: "bytes.fromhex(secret)",
};
const javascriptKey = (encoding) => encoding === "whsec"
  ? 'Buffer.from(secret.replace(/^whsec_/, ""), "base64")'
  : `Buffer.from(secret, "${encoding === "raw" ? "utf8" : encoding}")`;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
