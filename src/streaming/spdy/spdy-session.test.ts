import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { duplexPair } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { resetCodes } from "./frames.ts";
import { SpdySession, type SpdySessionOptions } from "./spdy-session.ts";
import { chunksOf, type SpdyStream } from "./spdy-stream.ts";

function pair(
  onStream: (stream: SpdyStream) => void,
  options: Partial<SpdySessionOptions> = {},
): { client: SpdySession; server: SpdySession } {
  const [near, far] = duplexPair();
  return {
    server: new SpdySession(far, { ...options, role: "server", onStream }),
    client: new SpdySession(near, { ...options, role: "client" }),
  };
}

async function readAll(stream: SpdyStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(stream)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const echo = (stream: SpdyStream): void => {
  stream.reply();
  stream.pipe(stream);
};
const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

for (const initialWindowBytes of [undefined, 1_000, 65_536, 1_000_000]) {
  const window = initialWindowBytes ?? "no told window";
  test(`SpdySession carries many streams both ways with ${window}`, async () => {
    const { client } = pair(echo, initialWindowBytes ? { initialWindowBytes } : {});
    const sizes = [0, 1, 999, 65_536, 300_000, 2_000_000];
    await Promise.all(
      sizes.map(async (size, index) => {
        const content = randomBytes(size);
        const stream = client.openStream({ streamtype: "data", port: String(index) });
        await stream.replied;
        stream.end(content);
        assert.equal(digest(await readAll(stream)), digest(content), `${size} bytes`);
      }),
    );
    assert.equal(client.streamCount, 0);
    client.close();
    assert.equal(await client.closed, undefined);
  });
}

test("SpdySession gives the peer the headers of each stream", async () => {
  const seen: object[] = [];
  const { client } = pair((stream) => {
    seen.push({ ...stream.headers });
    stream.reply();
  });
  const long = "x".repeat(5_000);
  for (const headers of [{ streamtype: "error" }, { streamtype: "stdin", long }, { a: "" }]) {
    await client.openStream(headers).replied;
  }
  assert.deepEqual(seen, [{ streamtype: "error" }, { streamtype: "stdin", long }, { a: "" }]);
  client.destroy();
});

test("SpdySession reads what came before a reset, then the end", async () => {
  const { client } = pair((stream) => {
    stream.reply();
    stream.write("last words", () => stream.reset(resetCodes.cancel));
  });
  const stream = client.openStream({});
  assert.equal((await readAll(stream)).toString(), "last words");
  assert.equal(stream.resetCode, resetCodes.cancel);
  stream.write("nobody hears this");
  client.destroy();
});

test("SpdySession refuses streams that nobody takes", async () => {
  const [near, far] = duplexPair();
  new SpdySession(far, { role: "server" });
  const client = new SpdySession(near, { role: "client" });
  await assert.rejects(client.openStream({}).replied, /refused/);
  client.destroy();
});

test("SpdySession holds a writer whose reader does not read", async () => {
  let taken: SpdyStream | undefined;
  const { client } = pair((stream) => {
    stream.reply();
    taken = stream;
  });
  const stream = client.openStream({});
  await stream.replied;
  const total = 8_000_000;
  let written = false;
  stream.end(Buffer.alloc(total), () => {
    written = true;
  });
  // Another stream's answer comes through while there is room, and then nothing does.
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(written, false);
  assert.ok(taken);
  assert.ok(taken.readableLength < 2_000_000, `${taken.readableLength} bytes are held`);
  assert.equal((await readAll(taken)).length, total);
  client.destroy();
});

test("SpdySession ends its streams when the connection breaks", async () => {
  const [near, far] = duplexPair();
  const client = new SpdySession(near, { role: "client" });
  const stream = client.openStream({});
  stream.write("x");
  far.destroy();
  near.destroy();
  assert.equal((await readAll(stream)).length, 0);
  await client.closed;
  assert.throws(() => client.openStream({}), /closed/);
});

test("SpdySession reads what arrived before the connection closed", async () => {
  for (let round = 0; round < 20; round++) {
    const [near, far] = duplexPair();
    const server = new SpdySession(far, {
      role: "server",
      onStream: (stream) => {
        stream.reply();
        stream.write("all of it", () => server.close());
      },
    });
    const client = new SpdySession(near, { role: "client" });
    assert.equal((await readAll(client.openStream({}))).toString(), "all of it");
    await client.closed;
  }
});

async function feed(bytes: Buffer): Promise<{ session: SpdySession; written: number }> {
  const [near, far] = duplexPair();
  const session = new SpdySession(far, { role: "server", onStream: echo });
  let written = 0;
  near.on("data", (chunk: Buffer) => {
    written += chunk.length;
  });
  near.on("error", () => {});
  near.end(bytes);
  await session.closed;
  return { session, written };
}

test("SpdySession survives any bytes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const { session } = await feed(Buffer.from(bytes));
      assert.equal(session.streamCount, 0);
    }),
    { numRuns: 300 },
  );
});

test("SpdySession survives any control frames", async () => {
  const frame = fc
    .record({
      type: fc.integer({ min: 0, max: 12 }),
      flags: fc.integer({ min: 0, max: 255 }),
      payload: fc.uint8Array({ maxLength: 40 }),
    })
    .map(({ type, flags, payload }) => {
      const head = Buffer.from([0x80, 3, 0, type, flags, 0, 0, payload.length]);
      return Buffer.concat([head, Buffer.from(payload)]);
    });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 10 }), async (frames) => {
      const { session } = await feed(Buffer.concat(frames));
      assert.equal(session.streamCount, 0);
    }),
    { numRuns: 300 },
  );
});

const hostile: [string, string][] = [
  ["a version that is not 3", "8002000600000004 00000001"],
  ["a control frame of 16 MiB", "8003000100ffffff"],
  ["a stream of our own parity", "800300010000000a 00000002 00000000 0000"],
  ["a SETTINGS whose count lies", "8003000400000004 00000009"],
  ["a header block that is no zlib", "8003000100000010 00000001 00000000 0000 ffffffffffff"],
  ["a session window beyond 2^31", "8003000900000008 00000000 7fffffff"],
];
for (const [what, hex] of hostile) {
  test(`SpdySession closes on ${what}`, async () => {
    const [near, far] = duplexPair();
    const session = new SpdySession(far, { role: "server", onStream: echo });
    near.on("error", () => {});
    near.resume();
    near.write(Buffer.from(hex.replaceAll(" ", ""), "hex"));
    const error = await session.closed;
    assert.equal(error?.name, "SpdyProtocolError");
  });
}

test("SpdySession closes on header blocks that inflate without end", async () => {
  const { deflateSync, constants } = await import("node:zlib");
  const { headerDictionary } = await import("./header-dictionary.ts");
  const bomb = deflateSync(Buffer.alloc(10_000_000), {
    dictionary: headerDictionary,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  const payload = Buffer.concat([Buffer.from("00000001000000000000", "hex"), bomb]);
  const head = Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 0]);
  head.writeUIntBE(payload.length, 5, 3);
  const [near, far] = duplexPair();
  const session = new SpdySession(far, { role: "server", onStream: echo });
  near.on("error", () => {});
  near.write(Buffer.concat([head, payload]));
  assert.equal((await session.closed)?.name, "SpdyProtocolError");
});

test("SpdySession answers the peer's pings only", async () => {
  const [near, far] = duplexPair();
  new SpdySession(far, { role: "server", onStream: echo });
  near.write(Buffer.from("800300060000000400000002" + "800300060000000400000007", "hex"));
  const [answer] = (await once(near, "data")) as [Buffer];
  assert.equal(answer.toString("hex"), "800300060000000400000007");
  near.destroy();
});
