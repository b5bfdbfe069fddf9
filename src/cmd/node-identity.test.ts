import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "#base";
import type { Client } from "#client";
import { NodeIdentity } from "./node-identity.ts";

type Watch = () => AsyncGenerator<{ type: string; object: { status?: object } }>;

/** A client whose watches of the certificate request go as given, one after the other. */
function clientWith(watches: readonly Watch[]): { client: Client; watched(): number } {
  let count = 0;
  const resource = () => ({
    create: async () => ({ metadata: { name: "csr-1" } }),
    watch: () => (watches[count++] as Watch)(),
  });
  return { client: { resource } as unknown as Client, watched: () => count };
}

function identity(context: TestContext): NodeIdentity {
  const directory = mkdtempSync(join(tmpdir(), "cox-identity-"));
  context.after(() => rmSync(directory, { recursive: true }));
  return new NodeIdentity({
    server: "https://127.0.0.1:1",
    token: "",
    authorityPem: "",
    directory,
    nodeName: "node-1",
    nodeAddress: "127.0.0.1",
    clock: systemClock,
  });
}

const broken: Watch = async function* () {
  yield { type: "ADDED", object: {} };
  throw new Error("Premature close");
};
const signed: Watch = async function* () {
  const certificate = Buffer.from("signed").toString("base64");
  yield { type: "ADDED", object: { status: { certificate } } };
};
const denied: Watch = async function* () {
  const conditions = [{ type: "Denied", message: "not you" }];
  yield { type: "ADDED", object: { status: { conditions } } };
};

// A Clock's timers do not keep the process alive.
function held<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, 1000);
  return work.finally(() => clearInterval(alive));
}

test("NodeIdentity.serving() watches its request again when the watch breaks", async (t) => {
  const { client, watched } = clientWith([broken, signed]);
  const pair = await held(identity(t).serving(client));
  assert.equal(pair.certificatePem, "signed");
  assert.equal(watched(), 2);
});

test("NodeIdentity.serving() gives up at once when it is refused", async (t) => {
  const { client, watched } = clientWith([denied, signed]);
  await assert.rejects(
    held(identity(t).serving(client)),
    /The certificate request csr-1 was refused: not you/,
  );
  assert.equal(watched(), 1);
});
