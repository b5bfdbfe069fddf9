import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "#apimachinery";
import { admissionRequest, lookupIn, podOf } from "../fake-admission-request.ts";
import { NamespaceLifecycle } from "./namespace-lifecycle.ts";

const plugin = new NamespaceLifecycle({
  lookup: lookupIn({
    "namespaces//n": { metadata: { name: "n" }, status: { phase: "Active" } },
    "namespaces//going": { metadata: { name: "going" }, status: { phase: "Terminating" } },
  }),
});

test("NamespaceLifecycle lets creates into namespaces that live", async () => {
  await plugin.admit(admissionRequest({ object: podOf({}) }));
});

test("NamespaceLifecycle refuses creates into absent and terminating namespaces", async () => {
  await assert.rejects(
    plugin.admit(admissionRequest({ namespace: "none" })),
    /namespaces "none" not found/,
  );
  await assert.rejects(plugin.admit(admissionRequest({ namespace: "going" })), (error: unknown) => {
    assert.ok(error instanceof StatusError);
    assert.match(
      error.message,
      /unable to create new content in namespace going because it is being terminated/,
    );
    assert.equal(error.status.details?.causes?.[0]?.reason, "NamespaceTerminating");
    return error.code === 403;
  });
});

test("NamespaceLifecycle keeps the namespaces that the system needs", async () => {
  const deletion = {
    operation: "DELETE",
    resource: "namespaces",
    kind: "Namespace",
    namespace: "",
  } as const;
  for (const name of ["default", "kube-system", "kube-public"]) {
    await assert.rejects(
      plugin.admit(admissionRequest({ ...deletion, name })),
      /this namespace may not be deleted/,
    );
  }
  await plugin.admit(admissionRequest({ ...deletion, name: "n" }));
});

test("NamespaceLifecycle leaves updates and cluster-wide kinds alone", () => {
  assert.equal(plugin.handles(admissionRequest({ operation: "UPDATE" })), false);
  assert.equal(plugin.handles(admissionRequest({ resource: "nodes", namespace: "" })), false);
});
