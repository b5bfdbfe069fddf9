import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Pod } from "#api/core/v1";
import { FakeClock } from "#base";
import { FakeRuntime } from "#cri";
import { ContainerStartError } from "../sync-errors.ts";
import { ImageManager } from "./image-manager.ts";

const present = "docker.io/library/here:1";

interface Setting {
  manager: ImageManager;
  runtime: FakeRuntime;
  clock: FakeClock;
  events: string[];
  ensure(container: Partial<Container>, spec?: Partial<Pod["spec"]>): Promise<string>;
}

/** `ensure` gives the image's reference, or "reason: message" where the container must wait. */
function setUp(pullError: (image: string) => Error | undefined = () => undefined): Setting {
  const clock = new FakeClock();
  const runtime = new FakeRuntime({ clock, script: { images: [present], pullError } });
  const events: string[] = [];
  const record = (type: string) => (_pod: Pod, _container: unknown, reason: string, text: string) =>
    void events.push(`${type} ${reason} ${text}`);
  const auths = { "registry.test": { username: "u", password: "p" } };
  const manager = new ImageManager({
    clock,
    runtime,
    events: { normal: record("Normal"), warning: record("Warning") },
    secretData: async (_namespace, name) =>
      name === "registry" ? { ".dockerconfigjson": JSON.stringify({ auths }) } : undefined,
  });
  const ensure: Setting["ensure"] = async (part, spec = {}) => {
    const container = { name: "a", ...part };
    const metadata = { name: "p", namespace: "ns", uid: "u" };
    const pod: Pod = { metadata, spec: { containers: [container], ...spec } };
    const { signal } = new AbortController();
    return await manager.ensureImage({ pod, container, signal }).then(
      ({ ref }) => ref,
      (error: unknown) => {
        assert.ok(error instanceof ContainerStartError);
        return `${error.reason}: ${error.message}`;
      },
    );
  };
  return { manager, runtime, clock, events, ensure };
}

const pulls = (runtime: FakeRuntime): number =>
  runtime.calls.filter(({ method }) => method === "pullImage").length;

test("ImageManager takes a present image without a pull, unless the policy is Always", async () => {
  const { ensure, runtime, events } = setUp();
  assert.match(await ensure({ image: "here:1" }), /^sha256:/);
  assert.match(await ensure({ image: "here:1", imagePullPolicy: "Never" }), /^sha256:/);
  assert.equal(pulls(runtime), 0);
  const text = 'Container image "here:1" already present on machine and can be accessed by the pod';
  assert.equal(events[0], `Normal Pulled ${text}`);
  await ensure({ image: "here:1", imagePullPolicy: "Always" });
  assert.equal(pulls(runtime), 1);
});

test("ImageManager pulls what is missing and says how long it took", async () => {
  const { ensure, events } = setUp();
  assert.match(await ensure({ image: "new:1" }), /^sha256:/);
  assert.deepEqual(events, [
    'Normal Pulling Pulling image "new:1"',
    'Normal Pulled Successfully pulled image "new:1" in 0s (0s including waiting). ' +
      "Image size: 1000000 bytes.",
  ]);
});

test("ImageManager never pulls under Never, nor what has no valid name", async () => {
  const { ensure, runtime } = setUp();
  assert.equal(
    await ensure({ image: "new:1", imagePullPolicy: "Never" }),
    'ErrImageNeverPull: Container image "new:1" is not present with pull policy of Never',
  );
  assert.match(await ensure({ image: "NOT::valid" }), /^InvalidImageName: Failed to apply/);
  assert.equal(pulls(runtime), 0);
});

test("ImageManager backs off after a failed pull and shows it once", async () => {
  const { ensure, runtime, clock, events } = setUp(() => new Error("gone"));
  assert.equal(
    await ensure({ image: "new:1" }),
    'ErrImagePull: Failed to pull image "new:1": gone',
  );
  for (let times = 0; times < 3; times++) {
    assert.equal(
      await ensure({ image: "new:1" }),
      'ImagePullBackOff: Back-off pulling image "new:1": ErrImagePull: gone',
    );
  }
  assert.equal(pulls(runtime), 1);
  assert.equal(events.filter((event) => event.startsWith("Normal BackOff")).length, 1);
  clock.advance(10_000);
  await ensure({ image: "new:1" });
  assert.equal(pulls(runtime), 2);
  clock.advance(10_000);
  assert.match(await ensure({ image: "new:1" }), /^ImagePullBackOff/);
});

test("ImageManager offers the pod's credentials to their registry", async (t) => {
  const { ensure, runtime, events } = setUp();
  const offered: unknown[] = [];
  const pull = runtime.pullImage.bind(runtime);
  t.mock.method(runtime, "pullImage", (...args: Parameters<typeof pull>) => {
    offered.push(args[1]?.username);
    return pull(...args);
  });
  const imagePullSecrets = [{ name: "registry" }, { name: "missing" }];
  await ensure({ image: "registry.test/a:1" }, { imagePullSecrets });
  await ensure({ image: "elsewhere.test/a:1" }, { imagePullSecrets });
  assert.deepEqual(offered, ["u", undefined]);
  assert.ok(events.some((event) => event.includes("FailedToRetrieveImagePullSecret")));
});
