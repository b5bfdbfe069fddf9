// Pulling images: from a mirror of docker.io, with a wrong tag, and with and without a pull secret.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ClusterApi, container, isReady, TestNamespace } from "#testing/cluster";
import { deriveImage } from "../../../src/testing/cluster-images.ts";
import { runKubectl } from "../../../src/testing/cluster-kubectl.ts";
import { ownHome } from "../cli/own-home.ts";
import {
  account,
  endRegistry,
  push,
  type RegistryOptions,
  registryProgram,
  startRegistry,
} from "./own-registry.ts";

const own = ownHome();
const skip = own.needed.skip ?? (await reasonWithoutRegistry());

function reasonWithoutRegistry(): Promise<string | undefined> {
  return registryProgram().then(
    () => undefined,
    (error: Error) => `Debian's docker-registry cannot be had: ${error.message.split("\n")[0]}`,
  );
}

interface EventLike {
  type: string;
  reason: string;
  message: string;
  involvedObject: { name: string };
}

describe("pods pull images", skip ? { skip } : {}, () => {
  const name = own.name("pull");
  const node = `${name}-1`;
  const open: RegistryOptions = {
    node,
    directory: join(own.home, "registry-open"),
    port: 5000,
    withPasswords: false,
  };
  const closed: RegistryOptions = {
    node,
    directory: join(own.home, "registry-closed"),
    port: 5001,
    withPasswords: true,
  };
  const registries: ChildProcess[] = [];
  let api: ClusterApi;
  let namespace: TestNamespace;

  before(async () => {
    await own.done("up", name, "--registry-mirror", "docker.io=http://127.0.0.1:5000");
    for (const one of [open, closed]) registries.push(await startRegistry(one));
    const archive = await deriveImage({ from: "busybox", name: "docker.io/library/pulled:1" });
    await push(open, { archive, repository: "library/pulled", tag: "1" });
    await push(closed, { archive, repository: "team/private", tag: "2" });
    const kubeconfig = join(own.home, "clusters", name, "admin.kubeconfig");
    api = ClusterApi.fromKubeconfig(kubeconfig);
    await api.waitFor(["v1/serviceaccounts", "default", "default"], (one) => one !== undefined);
    namespace = new TestNamespace("default", api, (argv, options) =>
      runKubectl(kubeconfig, argv, options),
    );
  });

  after(async () => {
    api?.close();
    for (const one of registries) await endRegistry(one);
    await own.cox("delete", name);
  });

  const puller = (image: string, policy: "Always" | "IfNotPresent" = "Always") => ({
    containers: [container({ image, imagePullPolicy: policy, command: ["sleep", "3600"] })],
  });

  const eventsOf = async (pod: string): Promise<EventLike[]> => {
    const { items } = await api.expect("GET", "/api/v1/namespaces/default/events");
    return (items as EventLike[]).filter((event) => event.involvedObject.name === pod);
  };

  /** Waits until an event of the pod says it. */
  const untilEvent = async (pod: string, reason: string, message: RegExp): Promise<void> => {
    const matches = (event: EventLike): boolean =>
      event.reason === reason && message.test(event.message);
    for (let left = 100; left > 0; left--) {
      if ((await eventsOf(pod)).some(matches)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const seen = (await eventsOf(pod)).map((event) => `${event.reason}: ${event.message}`);
    assert.fail(`No event ${reason} ${message} of ${pod}:\n${seen.join("\n")}`);
  };

  const waitingReason = (reason: string) => (pod: { [field: string]: unknown }) =>
    (pod["status"] as { containerStatuses?: { state: { waiting?: { reason: string } } }[] })
      ?.containerStatuses?.[0]?.state.waiting?.reason === reason;

  test("from a mirror of docker.io each time with imagePullPolicy Always", async () => {
    for (const pod of ["always-1", "always-2"]) {
      const running = await namespace.startPod(pod, puller("pulled:1"));
      assert.match(running["status"].containerStatuses[0].imageID, /@sha256:[0-9a-f]{64}$/);
      await untilEvent(pod, "Pulling", /^Pulling image "pulled:1"$/);
      await untilEvent(
        pod,
        "Pulled",
        /^Successfully pulled image "pulled:1" in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes\.$/,
      );
    }
    await namespace.startPod("present", puller("pulled:1", "IfNotPresent"));
    await untilEvent("present", "Pulled", /^Container image "pulled:1" already present on machine/);
    assert.ok(!(await eventsOf("present")).some(({ reason }) => reason === "Pulling"));
  });

  test("and say why when there is no such tag", async () => {
    await namespace.createPod("wrong", puller("pulled:none"));
    await namespace.waitForPod("wrong", waitingReason("ErrImagePull"));
    await untilEvent("wrong", "Failed", /^Failed to pull image "pulled:none": /);
    await untilEvent("wrong", "Failed", /^Error: ErrImagePull$/);
    const pod = await namespace.waitForPod("wrong", waitingReason("ImagePullBackOff"), 30);
    assert.match(
      pod["status"].containerStatuses[0].state.waiting.message,
      /^Back-off pulling image "pulled:none"/,
    );
    await untilEvent("wrong", "BackOff", /^Back-off pulling image "pulled:none"$/);
    await untilEvent("wrong", "Failed", /^Error: ImagePullBackOff$/);
  });

  test("once the tag is there after all", async () => {
    await namespace.createPod("late", puller("pulled:late"));
    await namespace.waitForPod("late", waitingReason("ErrImagePull"));
    const archive = await deriveImage({ from: "busybox", name: "docker.io/library/pulled:late" });
    await push(open, { archive, repository: "library/pulled", tag: "late" });
    await namespace.waitForPod("late", isReady, 40);
  });

  test("of a registry with passwords only with their imagePullSecret", async () => {
    const image = "127.0.0.1:5001/team/private:2";
    await namespace.createPod("without", puller(image));
    await namespace.waitForPod("without", waitingReason("ErrImagePull"));
    const secret = async (secretName: string, password: string): Promise<void> => {
      await namespace.kubectl([
        ...["create", "secret", "docker-registry", secretName],
        ...["--docker-server=127.0.0.1:5001", `--docker-username=${account.user}`],
        `--docker-password=${password}`,
      ]);
    };
    await secret("right", account.password);
    await secret("wrong-password", "guess");
    await namespace.createPod("guessing", {
      ...puller(image),
      imagePullSecrets: [{ name: "wrong-password" }],
    });
    await namespace.waitForPod("guessing", waitingReason("ErrImagePull"));
    await namespace.startPod("allowed", {
      ...puller(image),
      imagePullSecrets: [{ name: "right" }],
    });
    await untilEvent("allowed", "Pulled", /^Successfully pulled image "127\.0\.0\.1:5001\/team/);
  });
});
