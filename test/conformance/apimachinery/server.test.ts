// What every client asks of the server: its version, what it serves, lists in pages, Tables,
// strictness about fields. https://kubernetes.io/docs/reference/using-api/api-concepts/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourcePath, sharedCluster } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

describe("[sig-api-machinery] server version", cluster.needed, () => {
  test("[sig-api-machinery] server version should find the server version", async () => {
    const version = await cluster.api.expect("GET", "/version");
    assert.equal(version["major"], "1");
    assert.match(version["minor"], /^\d+$/);
    assert.match(version["gitVersion"], /^v1\.36\./);
  });
});

describe("[sig-api-machinery] Discovery", cluster.needed, () => {
  test("[sig-api-machinery] Discovery should validate PreferredVersion for each APIGroup", async () => {
    const { groups } = (await cluster.api.expect("GET", "/apis")) as unknown as {
      groups: { name: string; preferredVersion: object; versions: object[] }[];
    };
    assert.ok(groups.length > 10);
    for (const { name, preferredVersion, versions } of groups) {
      const alone = await cluster.api.expect("GET", `/apis/${name}`);
      assert.equal(alone.kind, "APIGroup");
      assert.deepEqual(alone["preferredVersion"], preferredVersion);
      assert.ok(versions.some((one) => JSON.stringify(one) === JSON.stringify(preferredVersion)));
    }
  });

  test("[sig-api-machinery] Discovery should locate the groupVersion and a resource within each APIGroup", async () => {
    const wanted = [
      ["admissionregistration.k8s.io/v1", "validatingwebhookconfigurations"],
      ["apiextensions.k8s.io/v1", "customresourcedefinitions"],
      ["apiregistration.k8s.io/v1", "apiservices"],
      ["apps/v1", "deployments"],
      ["authentication.k8s.io/v1", "tokenreviews"],
      ["authorization.k8s.io/v1", "selfsubjectaccessreviews"],
      ["autoscaling/v1", "horizontalpodautoscalers"],
      ["autoscaling/v2", "horizontalpodautoscalers"],
      ["batch/v1", "jobs"],
      ["certificates.k8s.io/v1", "certificatesigningrequests"],
      ["coordination.k8s.io/v1", "leases"],
      ["discovery.k8s.io/v1", "endpointslices"],
      ["events.k8s.io/v1", "events"],
      ["networking.k8s.io/v1", "ingresses"],
      ["node.k8s.io/v1", "runtimeclasses"],
      ["policy/v1", "poddisruptionbudgets"],
      ["scheduling.k8s.io/v1", "priorityclasses"],
      ["storage.k8s.io/v1", "csinodes"],
    ] as const;
    for (const [groupVersion, resource] of wanted) {
      const list = await cluster.api.expect("GET", `/apis/${groupVersion}`);
      assert.equal(list["groupVersion"], groupVersion);
      const names: string[] = list["resources"].map((one: { name: string }) => one.name);
      assert.ok(names.includes(resource), `${groupVersion} serves ${names}`);
    }
  });
});

const template = {
  template: { spec: { containers: [{ name: "test", image: "test2" }] } },
};

describe("[sig-api-machinery] Servers with support for API chunking", cluster.needed, () => {
  test("[sig-api-machinery] Servers with support for API chunking should return chunks of results for list calls", async (t) => {
    const namespace = await cluster.namespace(t);
    const names = Array.from({ length: 400 }, (_, n) => `template-${String(n).padStart(4, "0")}`);
    await Promise.all(names.map((name) => namespace.create("v1/podtemplates", name, template)));
    const path = resourcePath("v1/podtemplates", namespace.name);
    const found: string[] = [];
    const versions = new Set<string>();
    let next = "";
    for (let page = 0; page === 0 || next !== ""; page++) {
      const limit = 1 + ((page * 37) % 90);
      const list = await cluster.api.expect("GET", `${path}?limit=${limit}&continue=${next}`);
      const {
        continue: token = "",
        remainingItemCount,
        resourceVersion,
      } = list.metadata as {
        continue?: string;
        remainingItemCount?: number;
        resourceVersion?: string;
      };
      found.push(
        ...list["items"].map((item: { metadata: { name: string } }) => item.metadata.name),
      );
      versions.add(resourceVersion ?? "");
      assert.ok(list["items"].length <= limit);
      assert.equal(remainingItemCount ?? 0, names.length - found.length);
      next = encodeURIComponent(token);
    }
    assert.deepEqual(found, names);
    assert.equal(versions.size, 1);
    const whole = await cluster.api.expect("GET", path);
    assert.equal(whole["items"].length, names.length);
  });
});

describe(
  "[sig-api-machinery] Servers with support for Table transformation",
  cluster.needed,
  () => {
    test("[sig-api-machinery] Servers with support for Table transformation should return a 406 for a backend which does not implement metadata", async () => {
      const answer = await cluster.api.request(
        "POST",
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        {
          headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
          body: {
            apiVersion: "authorization.k8s.io/v1",
            kind: "SelfSubjectAccessReview",
            spec: { resourceAttributes: { namespace: "default", verb: "get", resource: "pods" } },
          },
        },
      );
      assert.equal(answer.status, 406);
    });
  },
);

describe("[sig-api-machinery] FieldValidation", cluster.needed, () => {
  const deployment = (extra: { metadata?: string; spec?: string }): string => `{
    "apiVersion": "apps/v1", "kind": "Deployment",
    "metadata": { "name": "strict", ${extra.metadata ?? ""} "labels": { "app": "nginx" } },
    "spec": {
      ${extra.spec ?? ""}
      "selector": { "matchLabels": { "app": "nginx" } },
      "template": {
        "metadata": { "labels": { "app": "nginx" } },
        "spec": { "containers": [{ "name": "nginx", "image": "nginx" }] }
      }
    }
  }`;

  test("[sig-api-machinery] FieldValidation should detect unknown and duplicate fields of a typed object", async (t) => {
    const namespace = await cluster.namespace(t);
    const path = `${resourcePath("apps/v1/deployments", namespace.name)}?fieldValidation=Strict`;
    const spec = `"unknown1": "val1", "unknownDupe": "a", "unknownDupe": "b",
      "paused": true, "paused": false, "replicas": 0,`;
    const answer = await cluster.api.request("POST", path, { body: deployment({ spec }) });
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /strict decoding error: /);
    assert.match(answer.body.message, /unknown field "spec\.unknown1"/);
    assert.match(answer.body.message, /unknown field "spec\.unknownDupe"/);
    assert.match(answer.body.message, /duplicate field "spec\.paused"/);
    await assert.rejects(cluster.api.get("apps/v1/deployments", namespace.name, "strict"));
  });

  test("[sig-api-machinery] FieldValidation should detect unknown metadata fields of a typed object", async (t) => {
    const namespace = await cluster.namespace(t);
    const path = `${resourcePath("apps/v1/deployments", namespace.name)}?fieldValidation=Strict`;
    const metadata = '"unknownMeta": "foo",';
    const answer = await cluster.api.request("POST", path, { body: deployment({ metadata }) });
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /unknown field "metadata\.unknownMeta"/);
  });
});
