import { test } from "node:test";
import { FakeNode } from "../fake-node.ts";

test("ContainerGarbageCollector keeps the running and the last dead instance", async (t) => {
  const world = new FakeNode({ container: () => ({ exit: { afterMilliseconds: 1000, code: 1 } }) });
  t.after(() => world.close());
  await world.kubelet();
  await world.create("web");
  await world.waitingReason("web", "CrashLoopBackOff");
  await world.clock.advanceAsync(9000);
  await world.until(async () => {
    const status = (await world.pod("web")).status?.containerStatuses?.[0];
    return status?.restartCount === 2 && status.state?.running !== undefined;
  });
  await world.until(async () => {
    const attempts = (await world.runtime.listContainers()).map((c) => c.metadata?.attempt);
    return attempts.join() === "1,2";
  });
});
