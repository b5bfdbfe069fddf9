// How containers end: exit codes, phases, restarts, termination messages.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Container } from "#api/core/v1";
import { conditionOf, container, sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] Container Runtime blackbox test";

interface MessageCase {
  name: string;
  script: string;
  fields: Partial<Container>;
  phase: "Succeeded" | "Failed";
  message: string | undefined;
}

const messageCases: MessageCase[] = [
  {
    name: "should report termination message if TerminationMessagePath is set as non-root user and at a non-default path",
    script: "printf DONE >/dev/termination-custom-log",
    fields: {
      terminationMessagePath: "/dev/termination-custom-log",
      securityContext: { runAsUser: 1000 },
    },
    phase: "Succeeded",
    message: "DONE",
  },
  {
    name: "should report termination message from log output if TerminationMessagePolicy FallbackToLogsOnError is set",
    script: "echo DONE; exit 1",
    fields: { terminationMessagePolicy: "FallbackToLogsOnError" },
    phase: "Failed",
    message: "DONE\n",
  },
  {
    name: "should report termination message as empty when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set",
    script: "echo DONE",
    fields: { terminationMessagePolicy: "FallbackToLogsOnError" },
    phase: "Succeeded",
    message: undefined,
  },
  {
    name: "should report termination message from file when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set",
    script: "printf OK >/dev/termination-log; echo not this",
    fields: { terminationMessagePolicy: "FallbackToLogsOnError" },
    phase: "Succeeded",
    message: "OK",
  },
];

describe(`${title} on terminated container`, cluster.together, () => {
  for (const { name, script, fields, phase, message } of messageCases)
    test(`${title} on terminated container ${name}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const pod = await namespace.runPod("ends", { containers: [shell(script, fields)] });
      assert.equal(pod["status"].phase, phase);
      const [{ state }] = pod["status"].containerStatuses;
      assert.equal(state.terminated.message, message);
      assert.equal(state.terminated.exitCode, phase === "Failed" ? 1 : 0);
      assert.equal(state.terminated.reason, phase === "Failed" ? "Error" : "Completed");
    });
});

// The first start fails, the second ends well, every later one stays.
const script = `echo start >>/work/starts
case $(wc -l </work/starts) in 1) exit 1;; 2) exit 0;; *) sleep 1000;; esac`;

describe(`${title} when starting a container that exits`, cluster.together, () => {
  test(`${title} when starting a container that exits should run with the expected status`, async (t) => {
    const namespace = await cluster.namespace(t);
    const expected = [
      { restartPolicy: "Always", phase: "Running", restartCount: 2, ready: true },
      { restartPolicy: "OnFailure", phase: "Succeeded", restartCount: 1, ready: false },
      { restartPolicy: "Never", phase: "Failed", restartCount: 0, ready: false },
    ] as const;
    const runOne = async ({
      restartPolicy,
      phase,
      restartCount,
      ready,
    }: (typeof expected)[number]) => {
      const name = restartPolicy.toLowerCase();
      const one = shell(script, { volumeMounts: [{ name: "work", mountPath: "/work" }] });
      const volumes = [{ name: "work", emptyDir: {} }];
      await namespace.createPod(name, { restartPolicy, containers: [one], volumes });
      const pod = await namespace.waitForPod(name, ({ status }) => {
        const [main] = status.containerStatuses ?? [];
        return (
          status.phase === phase && main?.restartCount === restartCount && main.ready === ready
        );
      });
      const [main] = pod["status"].containerStatuses;
      assert.equal(main.started, ready);
      assert.match(main.containerID, /^containerd:\/\/[0-9a-f]{64}$/);
      assert.equal(conditionOf(pod, "Ready").status, ready ? "True" : "False");
      if (ready) assert.equal(main.lastState.terminated.exitCode, 0);
    };
    await Promise.all(expected.map(runOne));
  });
});

describe("[sig-node] Containers", cluster.together, () => {
  const withEntrypoint = (fields: Partial<Container>): Container =>
    container({ image: "entrypoint-tester", ...fields });
  const cases: [name: string, fields: Partial<Container>, output: string][] = [
    [
      "should use the image defaults if command and args are blank",
      {},
      "entrypoint default arguments\n",
    ],
    [
      "should be able to override the image's default arguments (container cmd)",
      { args: ["override", "arguments"] },
      "entrypoint override arguments\n",
    ],
    [
      "should be able to override the image's default command (container entrypoint)",
      { command: ["echo", "other"] },
      "other\n",
    ],
    [
      "should be able to override the image's default command and arguments",
      { command: ["echo", "other"], args: ["override", "arguments"] },
      "other override arguments\n",
    ],
  ];
  for (const [name, fields, output] of cases)
    test(`[sig-node] Containers ${name}`, async (t) => {
      const namespace = await cluster.namespace(t);
      await cluster.loadImage({
        from: "busybox",
        name: "docker.io/library/entrypoint-tester:latest",
        run: { Entrypoint: ["/bin/echo", "entrypoint"], Cmd: ["default", "arguments"] },
      });
      assert.equal(await namespace.outputOf(withEntrypoint(fields)), output);
    });
});
