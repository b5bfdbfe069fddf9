// The real server, killed again and again under writes: what it acknowledged is there when it is
// back, no resourceVersion is given out twice, and a watch that goes on from before a kill misses
// nothing.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { ClusterApi, resourcePath } from "#testing/cluster";
import { ResumingWatch } from "./resuming-watch.ts";
import { freePort, reasonToSkip, ServerProcess } from "./server-process.ts";
import { Writer, type WriterLog } from "./server-writer.ts";

const kills = 20;
const writers = 12;
const namespace = "default";

test(
  `the server keeps what it acknowledged over ${kills} kills`,
  { skip: reasonToSkip },
  async (context) => {
    const directory = mkdtempSync(join(tmpdir(), "cox-server-kill-"));
    const server = new ServerProcess({ directory, port: await freePort() });
    try {
      assert.ok(await server.start(), server.output);
      const api = ClusterApi.fromKubeconfig(server.kubeconfig);
      const log: WriterLog = { versions: new Map(), highest: 0 };
      const all = Array.from({ length: writers }, (_, index) => new Writer(api, index, log));
      const list = await api.expect("GET", resourcePath("v1/configmaps", namespace));
      const watch = new ResumingWatch(api, namespace, list.metadata.resourceVersion ?? "");
      let resumed = 0;
      for (let life = 0; life < kills; life++) {
        await liveAndDie(server, { all, watch, life });
        assert.ok(await server.start(), `it does not start again:\n${server.output}`);
        await isReady(api);
        const now = await api.expect("GET", resourcePath("v1/configmaps", namespace));
        assert.ok(Number(now.metadata.resourceVersion) >= log.highest, "the version went back");
        for (const writer of all) await writer.check();
        if (await watch.catchUp(Number(now.metadata.resourceVersion))) resumed++;
        watch.compare(log.versions);
      }
      assert.ok(log.versions.size > kills * writers, `only ${log.versions.size} writes`);
      context.diagnostic(`${log.versions.size} writes, ${resumed} of ${kills} watches went on`);
      api.close();
    } finally {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

interface Life {
  all: readonly Writer[];
  watch: ResumingWatch;
  life: number;
}

/** Writes until a random moment; every fourth life ends while it still starts. */
async function liveAndDie(server: ServerProcess, { all, watch, life }: Life): Promise<void> {
  const stop = new AbortController();
  const writing = all.map((writer) => writer.run(stop.signal));
  const watching = watch.follow(stop.signal);
  await wait(50 + Math.random() * 500);
  await server.kill();
  stop.abort();
  await Promise.all([...writing, watching]);
  if (life % 4 !== 3) return;
  const starting = server.start();
  await wait(Math.random() * 600);
  await server.kill();
  await starting;
}

async function isReady(api: ClusterApi): Promise<void> {
  const answer = await api.request("GET", "/readyz");
  assert.equal(answer.status, 200, answer.text);
}
