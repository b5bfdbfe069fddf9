import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "#api/core/v1";
import { FakeClock, seededRandom } from "#base";
import { admissionRequest, lookupIn, podOf } from "../fake-admission-request.ts";
import { ServiceAccountAdmission } from "./service-account.ts";

const plugin = new ServiceAccountAdmission({
  lookup: lookupIn({
    "serviceaccounts/n/default": { metadata: {}, imagePullSecrets: [{ name: "registry" }] },
    "serviceaccounts/n/silent": { metadata: {}, automountServiceAccountToken: false },
  }),
  clock: new FakeClock(),
  random: seededRandom(1),
});

async function admitted(spec: object): Promise<Pod["spec"]> {
  const object = podOf({ containers: [{ name: "c" }, { name: "d" }], ...spec });
  await plugin.admit(admissionRequest({ object }));
  return (object as unknown as Pod).spec;
}

test("ServiceAccount gives a pod the default account, its token and its pull secrets", async () => {
  const spec = await admitted({});
  assert.equal(spec.serviceAccountName, "default");
  assert.deepEqual(spec.imagePullSecrets, [{ name: "registry" }]);
  assert.match(spec.volumes?.[0]?.name ?? "", /^kube-api-access-[a-z0-9]{5}$/);
  for (const container of spec.containers)
    assert.equal(
      container.volumeMounts?.[0]?.mountPath,
      "/var/run/secrets/kubernetes.io/serviceaccount",
    );
});

test("ServiceAccount mounts no token where account or pod says no", async () => {
  assert.equal((await admitted({ serviceAccountName: "silent" })).volumes, undefined);
  assert.equal((await admitted({ automountServiceAccountToken: false })).volumes, undefined);
  const spec = await admitted({ serviceAccountName: "silent", automountServiceAccountToken: true });
  assert.equal(spec.volumes?.length, 1);
});

test("ServiceAccount leaves a container's own mount at that path alone", async () => {
  const own = { name: "own", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" };
  const spec = await admitted({ containers: [{ name: "c", volumeMounts: [own] }] });
  assert.deepEqual(spec.containers[0]?.volumeMounts, [own]);
  assert.equal(spec.volumes, undefined);
});

test("ServiceAccount refuses an account that is not there", async () => {
  await assert.rejects(
    admitted({ serviceAccountName: "none" }),
    /error looking up service account n\/none: serviceaccount "none" not found/,
  );
});
