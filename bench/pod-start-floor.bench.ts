// How long the runtime itself takes to start a pod (sandbox, create, start), through the CRI and in
// a node sandbox: the floor for what the control plane adds to. Run by hand, as root, with nothing
// else running: node bench/pod-start-floor.bench.ts
import { removeRuntimePods, startRuntimePod, withBareNode } from "./bare-node.ts";
import { percentile } from "./measurements.ts";

const figures = new Map<string, number[]>();

async function measure<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  figures.set(name, [...(figures.get(name) ?? []), performance.now() - start]);
  return result;
}

await withBareNode(measure, async ({ runtime, importImages, ...place }) => {
  await importImages();
  const start = (name: string, label: string): Promise<string> =>
    startRuntimePod(runtime, {
      ...place,
      name,
      measure: (step, work) => measure(`${label}: ${step}`, work),
    });
  await removeRuntimePods(runtime, [await start("warm", "first")]);
  const serial: string[] = [];
  for (let index = 0; index < 10; index++) serial.push(await start(`serial-${index}`, "serial"));
  await removeRuntimePods(runtime, serial);
  const names = Array.from({ length: 30 }, (_, index) => `parallel-${index}`);
  await measure("30 at once, until all run", () =>
    Promise.all(names.map((name) => start(name, "30 at once"))),
  );
});
for (const [name, values] of figures) {
  const at = (share: number): string => percentile(values, share).toFixed(1);
  const count = String(values.length).padStart(3);
  console.log(`${name.padEnd(28)} n=${count}  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`);
}
