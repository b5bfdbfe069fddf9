// Liveness and readiness probes. Containers count how often they were probed and end by
// themselves, so that a test knows that nothing happened without waiting for time to pass.
// https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Probe } from "#api/core/v1";
import { conditionOf, container, isReady, sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] Probing container";

const often = { periodSeconds: 1, failureThreshold: 1 } as const;
const untilProbed = 'until [ "$(cat /tmp/probes | wc -l)" -ge 5 ]; do sleep 0.2; done';

interface LivenessCase {
  name: string;
  script: string;
  probe: Probe;
}

const failing: LivenessCase[] = [
  {
    name: 'a exec "cat /tmp/health" liveness probe',
    script: "touch /tmp/health; sleep 3; rm /tmp/health; sleep 1000",
    probe: { exec: { command: ["cat", "/tmp/health"] } },
  },
  {
    name: "a /healthz http liveness probe",
    script:
      "mkdir /www; echo ok >/www/healthz; httpd -p 8080 -h /www; sleep 3; rm /www/healthz; sleep 1000",
    probe: { httpGet: { path: "/healthz", port: 8080 } },
  },
];

const passing: LivenessCase[] = [
  {
    name: 'a exec "cat /tmp/health" liveness probe',
    script: `touch /tmp/probes /tmp/health; ${untilProbed}`,
    probe: { exec: { command: ["sh", "-c", "echo >>/tmp/probes; cat /tmp/health"] } },
  },
  {
    name: "a tcp:8080 liveness probe",
    script: `touch /tmp/probes; nc -ll -p 8080 -e sh -c 'echo >>/tmp/probes' & ${untilProbed}`,
    probe: { tcpSocket: { port: 8080 } },
  },
  {
    name: "a /healthz http liveness probe",
    script: `touch /tmp/probes; mkdir -p /www/cgi-bin
printf '#!/bin/sh\\necho >>/tmp/probes; printf "\\\\r\\\\nok"' >/www/cgi-bin/healthz
chmod +x /www/cgi-bin/healthz; httpd -p 8080 -h /www; ${untilProbed}`,
    probe: { httpGet: { path: "/cgi-bin/healthz", port: 8080 } },
  },
];

describe(title, cluster.together, () => {
  for (const { name, script, probe } of failing)
    test(`${title} should be restarted with ${name}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const livenessProbe = { ...probe, ...often, initialDelaySeconds: 1 };
      const restartPolicy = "Always";
      const containers = [shell(script, { livenessProbe })];
      await namespace.createPod("probed", { restartPolicy, containers });
      const pod = await namespace.waitForPod(
        "probed",
        ({ status }) => status.containerStatuses?.[0].restartCount >= 1,
      );
      assert.equal(pod["status"].containerStatuses[0].restartCount, 1);
      const events = await cluster.api.waitForList(
        ["v1/events", namespace.name, "fieldSelector=reason%3DUnhealthy"],
        (items) => items.length > 0,
      );
      assert.match(events[0]?.["message"], /^Liveness probe failed: /);
    });

  for (const { name, script, probe } of passing)
    test(`${title} should *not* be restarted with ${name}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const livenessProbe = { ...probe, ...often, initialDelaySeconds: 1 };
      const restartPolicy = "OnFailure";
      const containers = [shell(script, { livenessProbe })];
      const pod = await namespace.runPod("probed", { restartPolicy, containers });
      assert.equal(pod["status"].phase, "Succeeded");
      assert.equal(pod["status"].containerStatuses[0].restartCount, 0);
    });

  test(`${title} with readiness probe should not be ready before initial delay and never restart`, async (t) => {
    const namespace = await cluster.namespace(t);
    const readinessProbe = {
      httpGet: { path: "/", port: 80 },
      initialDelaySeconds: 4,
      periodSeconds: 1,
    };
    const containers = [container({ image: "nginx", readinessProbe })];
    const pod = await namespace.startPod("probed", { containers });
    const [{ state, restartCount }] = pod["status"].containerStatuses;
    const { lastTransitionTime } = conditionOf(pod, "Ready") as { lastTransitionTime?: string };
    const seconds =
      (Date.parse(lastTransitionTime ?? "") - Date.parse(state.running.startedAt)) / 1000;
    assert.ok(seconds >= 3, `ready after ${seconds} s`);
    assert.equal(restartCount, 0);
  });

  test(`${title} with readiness probe that fails should never be ready and never restart`, async (t) => {
    const namespace = await cluster.namespace(t);
    const command = ["sh", "-c", "echo >>/tmp/probes; false"];
    const readinessProbe = { exec: { command }, ...often };
    const one = shell(`touch /tmp/probes; ${untilProbed}`, { readinessProbe });
    await namespace.createPod("probed", { containers: [one] });
    const seen: boolean[] = [];
    const pod = await namespace.waitForPod("probed", (now) => {
      seen.push(isReady(now));
      return now["status"].phase === "Succeeded";
    });
    assert.ok(seen.length > 2 && seen.every((ready) => !ready));
    assert.equal(pod["status"].containerStatuses[0].restartCount, 0);
  });
});
