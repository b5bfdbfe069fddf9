import assert from "node:assert/strict";
import { test } from "node:test";
import type { Toleration } from "#api/core/v1";
import { admissionRequest, podOf } from "../fake-admission-request.ts";
import { DefaultTolerationSeconds } from "./default-toleration-seconds.ts";

const [notReady, unreachable] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

function admitted(tolerations: Toleration[]): [string | undefined, number | undefined][] {
  const object = podOf({ tolerations });
  new DefaultTolerationSeconds().admit(admissionRequest({ object }));
  const all = (object["spec"] as { tolerations: Toleration[] }).tolerations;
  return all.map(({ key, tolerationSeconds }) => [key, tolerationSeconds]);
}

test("DefaultTolerationSeconds adds what is missing and keeps what a pod says", () => {
  assert.deepEqual(admitted([]), [
    [notReady, 300],
    [unreachable, 300],
  ]);
  const own: Toleration = {
    key: notReady,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 5,
  };
  assert.deepEqual(admitted([own]), [
    [notReady, 5],
    [unreachable, 300],
  ]);
  assert.deepEqual(admitted([{ operator: "Exists" }]), [[undefined, undefined]]);
  const other: Toleration = { key: notReady, operator: "Exists", effect: "NoSchedule" };
  assert.equal(admitted([other]).length, 3);
});
