// The API server under load, as a process of its own with its store on disk: create, get, update,
// patch, lists and watches of 2 KB objects as JSON over HTTP/2 and TLS, from one generator on the
// same cores. Beside it, driven by the same generator: a raw node:http2 server that sends a
// constant of the same size, and what SQLite itself writes.
// Run: node bench/api-load.bench.ts [seconds for each figure] [clients,clients...]
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drive, type Load, type LoadRequest, openSession, send } from "./load-generator.ts";
import {
  changedObject,
  kinds,
  type LoadKind,
  objectOf,
  patchOf,
  pathOf,
  type StoredObject,
} from "./load-objects.ts";
import { printRow, timed } from "./measurements.ts";
import { usageOf } from "./process-usage.ts";
import { rawGroupCommit } from "./raw-group-commit.ts";
import { type ServerProcess, startServerProcess, type Target } from "./server-process.ts";
import { measureFanOut } from "./watch-fan-out.ts";

const milliseconds = Number(process.argv[2] ?? 2) * 1000;
const clientCounts = (process.argv[3] ?? "1,16,64,256").split(",").map(Number);
const only = process.argv[4];
const objectsOfEachClient = 4;
const createNamespace = "create";
const listSizes = [1_000, 10_000];
const watcherCounts = [100, 500];
const offeredDeliveries = 120_000;
const megabyte = 2 ** 20;
const settleMilliseconds = 5_000;

type Verb = "create" | "get" | "update" | "patch";
const methods = { create: "POST", get: "GET", update: "PUT", patch: "PATCH" };
const wantedRatios = { create: 0.35, get: 0.5, update: undefined, patch: undefined };
const stored = new Map<string, StoredObject>();
let serial = 0;

function requestOf(verb: Verb, kind: LoadKind, client: number, round: number): LoadRequest {
  const name =
    verb === "create" ? `new-${serial++}` : `load-${client}-${round % objectsOfEachClient}`;
  const path = verb === "create" ? pathOf(kind, createNamespace) : pathOf(kind, "default", name);
  const type = verb === "patch" ? "application/merge-patch+json" : "application/json";
  const headers = { ":method": methods[verb], ":path": path, "content-type": type };
  if (verb === "get") return { headers };
  const letter = "abcdefgh"[round % 8] as string;
  if (verb === "create") return { headers, body: objectOf(kind, name, letter) };
  if (verb === "patch") return { headers, body: patchOf(kind, round) };
  const known = stored.get(`${kind} ${name}`) as StoredObject;
  return { headers, body: changedObject(kind, known, letter) };
}

/** The raw server's rate before and after, since a shared machine changes from one second to the next. */
async function beside(
  raw: Target,
  server: Target,
  { make, clients }: { make: (client: number, round: number) => LoadRequest; clients: number },
): Promise<{ load: Load; floor: number }> {
  const options = { clients, milliseconds };
  const sizeOf = await drive(server, make, { clients: 1, milliseconds: 50 });
  const constant = (client: number, round: number): LoadRequest => {
    const { headers, body } = make(client, round);
    const path = `/${Math.round(sizeOf.bytesPerAnswer)}`;
    return { headers: { ...headers, ":path": path }, ...(body === undefined ? {} : { body }) };
  };
  const half = { clients, milliseconds: milliseconds / 2 };
  const before = await drive(raw, constant, half);
  const load = await drive(server, make, options);
  const after = await drive(raw, constant, half);
  return { load, floor: (before.perSecond + after.perSecond) / 2 };
}

async function fill(server: Target, kind: LoadKind, names: readonly string[], namespace: string) {
  const session = await openSession(server);
  const left = [...names];
  const path = pathOf(kind, namespace);
  const headers = { ":method": "POST", ":path": path, "content-type": "application/json" };
  const make = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      let answer = "";
      const keep = (chunk: Buffer): void => {
        answer += chunk.toString();
      };
      await send(session, { headers, body: objectOf(kind, name) }, keep);
      if (namespace === "default") stored.set(`${kind} ${name}`, JSON.parse(answer));
    }
  };
  await Promise.all(Array.from({ length: 64 }, make));
  session.destroy();
}

/** Resolves with a resource version once what controllers make in each namespace is there. */
async function makeNamespace(server: Target, name: string): Promise<string> {
  const session = await openSession(server);
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await send(session, { headers: { ":method": "POST", ":path": "/api/v1/namespaces" }, body });
  let revision = "";
  for (const resource of ["serviceaccounts", "configmaps"]) {
    const path = `/api/v1/namespaces/${name}/${resource}?watch=true`;
    const stream = session.request({ ":path": path }, { endStream: true });
    const [event] = await once(stream, "data");
    revision = JSON.parse(event).object.metadata.resourceVersion;
    stream.close();
  }
  session.destroy();
  return revision;
}

async function removeAll(server: Target, kind: LoadKind): Promise<void> {
  const session = await openSession(server);
  const path = `${pathOf(kind, createNamespace)}?gracePeriodSeconds=0`;
  await send(session, { headers: { ":method": "DELETE", ":path": path } });
  session.destroy();
}

async function measureObjects(server: Target, raw: Target, kind: LoadKind): Promise<void> {
  const clients = Math.max(...clientCounts);
  const names = Array.from({ length: clients * objectsOfEachClient }, (_, index) => {
    return `load-${Math.floor(index / objectsOfEachClient)}-${index % objectsOfEachClient}`;
  });
  await fill(server, kind, names, "default");
  const folder = mkdtempSync(join(tmpdir(), "cox-bench-raw-"));
  for (const count of clientCounts) {
    const value = new Uint8Array(2048).fill(97);
    const commits = rawGroupCommit(folder, count, { milliseconds, value });
    for (const verb of ["create", "get", "update", "patch"] as const) {
      const make = (client: number, round: number) => requestOf(verb, kind, client, round);
      const { load, floor } = await beside(raw, server, { make, clients: count });
      const wanted = wantedRatios[verb];
      printRow({
        name: `${verb} ${kind}, ${count} clients, p99 ${load.p99Milliseconds.toFixed(0)} ms`,
        figure: load.perSecond,
        unit: "/s",
        peer: { name: "raw HTTP/2", figure: floor },
        ...(wanted === undefined ? {} : { wanted: { of: "ratio", atLeast: wanted } }),
      });
      // What is measured later is not to depend on how many were made.
      if (verb === "create") await removeAll(server, kind);
      if (verb !== "get") printCommits(load, { clients: count, commits, floor });
    }
  }
  rmSync(folder, { recursive: true });
}

/** One client waits for the answer and for the disk; many share a commit. */
function printCommits(
  { perSecond }: Load,
  { clients, commits, floor }: { clients: number; commits: number; floor: number },
): void {
  const both = 1 / (1 / commits + 1 / floor);
  const isAlone = clients === 1;
  printRow({
    name: "  the same",
    figure: perSecond,
    unit: "/s",
    peer: isAlone
      ? { name: "raw HTTP/2 and commit, one after the other", figure: both }
      : { name: "raw group commit", figure: commits },
  });
}

async function measureLists(server: Target, raw: Target, kind: LoadKind): Promise<void> {
  for (const size of listSizes) {
    const namespace = `list-${size}`;
    if (kind === kinds[0]) await makeNamespace(server, namespace);
    const names = Array.from({ length: size }, (_, index) => `item-${index}`);
    await fill(server, kind, names, namespace);
    const headers = { ":method": "GET", ":path": pathOf(kind, namespace) };
    for (const clients of [1, 4]) {
      const { load, floor } = await beside(raw, server, { make: () => ({ headers }), clients });
      printRow({
        name: `list of ${size} ${kind}, ${clients} clients, p50 ${load.p50Milliseconds.toFixed(0)} ms`,
        figure: load.perSecond,
        unit: "/s",
        peer: { name: "raw HTTP/2", figure: floor },
        wanted: { of: "ratio", atLeast: 0.5 },
      });
    }
  }
}

async function measureWatches(server: Target): Promise<void> {
  for (const watchers of watcherCounts) {
    const namespace = `watch-${watchers}`;
    const revision = await makeNamespace(server, namespace);
    const options = { watchers, offered: offeredDeliveries, milliseconds: 2 * milliseconds };
    const fanOut = await measureFanOut(server, { ...options, namespace, revision });
    const name = `watch, ${watchers} watchers`;
    printRow({
      name: `${name}, ${fanOut.missing} lost`,
      figure: fanOut.deliveriesPerSecond,
      unit: "/s",
      wanted: { atLeast: 100_000 },
    });
    printRow({ name: `${name}, p50`, figure: fanOut.p50Milliseconds, unit: "ms" });
    printRow({
      name: `${name}, p99`,
      figure: fanOut.p99Milliseconds,
      unit: "ms",
      wanted: { below: 250 },
    });
  }
}

function printMemory(server: ServerProcess, when: string, wanted?: { below: number }): void {
  const figure = usageOf(server.pid).rssBytes / megabyte;
  printRow({ name: `RSS ${when}`, figure, unit: "MiB", ...(wanted ? { wanted } : {}) });
}

const isWanted = (part: string): boolean => only === undefined || only === part;
const nodeOptions = (process.env["SERVER_NODE_OPTIONS"] ?? "").split(" ").filter((one) => one);
const server = await startServerProcess({ nodeOptions });
const rawProcess = fork(join(import.meta.dirname, "raw-http2-server.ts"));
try {
  rawProcess.send({ ...server.serving, ca: server.tls.ca });
  const [port] = await once(rawProcess, "message");
  const raw = { ...server, url: `https://127.0.0.1:${port}` };
  printMemory(server, "at rest");
  const { milliseconds: whole } = await timed(async () => {
    await makeNamespace(server, createNamespace);
    for (const kind of kinds) if (isWanted(kind)) await measureObjects(server, raw, kind);
    for (const kind of kinds) if (isWanted("lists")) await measureLists(server, raw, kind);
    if (isWanted("watches")) await measureWatches(server);
  });
  printMemory(server, "right after the load");
  await new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
  printMemory(server, "after the load", { below: 400 });
  printRow({ name: "the whole run", figure: whole / 1000, unit: "s" });
} finally {
  rawProcess.disconnect();
  await server.stop();
}
