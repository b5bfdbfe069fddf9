// The real server on a disk that becomes full: writes are refused with a Status that says why,
// reads and watches go on, and once there is space again writes work without a restart.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type ApiAnswer, ClusterApi, resourcePath, type WatchEvent } from "#testing/cluster";
import { freePort, reasonToSkip, ServerProcess } from "./server-process.ts";

const megabyte = 1024 * 1024;
const path = resourcePath("v1/configmaps", "default");
const skip = process.getuid?.() === 0 ? reasonToSkip : "mounting a tmpfs needs root";

test("the server refuses writes while its disk is full, and only then", { skip }, async () => {
  const directory = mkdtempSync(join(tmpdir(), "cox-server-full-"));
  const disk = join(directory, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "cox-server-full", disk]);
  const store = `sqlite:${join(disk, "store.db")}`;
  const server = new ServerProcess({ directory, port: await freePort(), store });
  const stop = new AbortController();
  try {
    assert.ok(await server.start(), server.output);
    const api = ClusterApi.fromKubeconfig(server.kubeconfig);
    const watch = watchAll(api, stop.signal);
    const written = await fill(api, disk);
    await refusesWrites(api);
    await keepsReading(api, written);
    rmSync(join(disk, "ballast"));
    const last = await create(api, "after-full", 100_000);
    assert.equal(last.status, 201, last.text);
    await watch.until("after-full");
    assert.deepEqual(watch.added.slice(-1), ["after-full"]);
    assert.ok(Array.from(written).every((name) => watch.added.includes(name)));
    assert.equal((await api.request("DELETE", `${path}/after-full`)).status, 200);
    assert.equal((await api.request("GET", "/readyz")).status, 200);
    api.close();
  } finally {
    stop.abort();
    await server.kill();
    execFileSync("umount", [disk]);
    rmSync(directory, { recursive: true, force: true });
  }
});

interface Watching {
  /** Names, in order. */
  added: string[];
  /** Rejects when the watch ends before. */
  until(name: string): Promise<void>;
}

/** From before the disk is full until after. */
function watchAll(api: ClusterApi, signal: AbortSignal): Watching {
  const added: string[] = [];
  const waiting = new Map<string, () => void>();
  const note = ({ type, object }: WatchEvent): void => {
    if (type !== "ADDED") return;
    added.push(object.metadata.name);
    waiting.get(object.metadata.name)?.();
  };
  const ended = (async () => {
    for await (const event of api.watch(path, signal)) note(event);
    throw new Error("the watch ended");
  })();
  ended.catch(() => {});
  return {
    added,
    until: (name) =>
      Promise.race([
        ended,
        new Promise<void>((resolve) => {
          if (added.includes(name)) resolve();
          else waiting.set(name, resolve);
        }),
      ]),
  };
}

function create(api: ClusterApi, name: string, bytes: number): Promise<ApiAnswer> {
  const body = { metadata: { name }, data: { filling: "x".repeat(bytes) } };
  return api.request("POST", path, { body });
}

/** Takes the space away; gives the names of what was still written. */
async function fill(api: ClusterApi, disk: string): Promise<Set<string>> {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), new Uint8Array(bavail * bsize - 5 * megabyte));
  const written = new Set<string>();
  for (let index = 0; index < 500; index++) {
    const answer = await create(api, `fill-${index}`, 60_000);
    if (answer.status !== 201) {
      isRefused(answer);
      return written;
    }
    written.add(`fill-${index}`);
  }
  return assert.fail("the disk never became full");
}

function isRefused({ status, body, text }: ApiAnswer): void {
  assert.equal(status, 507, text);
  assert.deepEqual([body.kind, body.status, body.code], ["Status", "Failure", 507]);
  assert.equal(body.reason, "InsufficientStorage");
  assert.match(body.message, /^The store is out of space/);
}

async function refusesWrites(api: ClusterApi): Promise<void> {
  for (let round = 0; round < 3; round++) isRefused(await create(api, "refused", 300_000));
  const patch = { data: { filling: "y".repeat(300_000) } };
  const contentType = "application/merge-patch+json";
  isRefused(await api.request("PATCH", `${path}/fill-0`, { body: patch, contentType }));
}

async function keepsReading(api: ClusterApi, written: ReadonlySet<string>): Promise<void> {
  const names = (await api.list("v1/configmaps", "default")).map(({ metadata }) => metadata.name);
  assert.ok([...written].every((name) => names.includes(name)));
  assert.ok(!names.includes("refused"));
  const one = await api.get("v1/configmaps", "default", "fill-0");
  assert.equal(one["data"].filling.length, 60_000);
  for (const endpoint of ["healthz", "livez"]) {
    const answer = await api.request("GET", `/${endpoint}`);
    assert.equal(answer.status, 200, `${endpoint}: ${answer.text}`);
  }
  // Reads are served, so the server stays in: nobody else could serve them.
  assert.equal((await api.request("GET", "/readyz?verbose")).status, 200);
  const fresh = api.watch(path, AbortSignal.timeout(10_000));
  const first = await fresh.next();
  assert.equal((first.value as WatchEvent).type, "ADDED");
  await fresh.return(undefined);
}
