import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { structFor } from "#api/schema";
import { ProtobufReader } from "../serializer/protobuf-wire.ts";
import { descriptionLookup } from "./descriptions.ts";
import {
  buildOpenApiV2,
  buildOpenApiV3,
  encodeOpenApiV2,
  OpenApiDocuments,
  type OpenApiSources,
  openApiV2Format,
  type ServedResource,
} from "./index.ts";

const sources: OpenApiSources = {
  structFor,
  serverVersion: "v1.36.0",
  describe: descriptionLookup({
    "io.k8s.api.apps.v1.Deployment": { "": "A Deployment.", spec: "What is wanted." },
    "io.k8s.api.apps.v1.DeploymentStatus": { "": "A status." },
  }),
};

const deployments: ServedResource = {
  group: "apps",
  version: "v1",
  resource: "deployments",
  kind: "Deployment",
  listKind: "DeploymentList",
  namespaced: true,
  statusStrategy: {},
  scale: {},
};
const pods: ServedResource = {
  group: "",
  version: "v1",
  resource: "pods",
  kind: "Pod",
  listKind: "PodList",
  namespaced: true,
  subresources: {
    exec: { kind: "PodExecOptions", verbs: ["create", "get"] },
    eviction: { group: "policy", version: "v1", kind: "Eviction", verbs: ["create"] },
  },
};
const reviews: ServedResource = {
  group: "authorization.k8s.io",
  version: "v1",
  resource: "subjectaccessreviews",
  kind: "SubjectAccessReview",
  listKind: "SubjectAccessReviewList",
  namespaced: false,
  createReview: () => undefined,
};
const widgets: ServedResource = {
  group: "example.com",
  version: "v1",
  resource: "widgets",
  kind: "Widget",
  listKind: "WidgetList",
  namespaced: false,
  openApiSchema: {
    description: "A widget.",
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
  },
};

// biome-ignore lint/suspicious/noExplicitAny: documents are read as the JSON they are
type Document = any;
const v3 = (resource: ServedResource): Document => buildOpenApiV3([resource], sources);
const v2 = (resources: ServedResource[]): Document => buildOpenApiV2(resources, sources);

/** Every $ref of a document must lead somewhere. */
function assertReferences(document: Document): void {
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const reference = (value as { $ref?: unknown }).$ref;
    if (typeof reference === "string" && reference.startsWith("#/")) {
      let target = document;
      for (const part of reference.slice(2).split("/")) target = target?.[part];
      assert.ok(target, reference);
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(document);
}

test("buildOpenApiV3() describes the paths of a kind and its subresources", () => {
  const document = v3(deployments);
  assertReferences(document);
  assert.deepEqual(Object.keys(document.paths), [
    "/apis/apps/v1/deployments",
    "/apis/apps/v1/namespaces/{namespace}/deployments",
    "/apis/apps/v1/namespaces/{namespace}/deployments/{name}",
    "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale",
    "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/status",
  ]);
  const item = document.paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"];
  const patch = item.patch;
  assert.equal(patch["x-kubernetes-action"], "patch");
  assert.equal(patch.operationId, "patchAppsV1NamespacedDeployment");
  assert.deepEqual(patch["x-kubernetes-group-version-kind"], {
    group: "apps",
    version: "v1",
    kind: "Deployment",
  });
  const names = patch.parameters.map((p: { name: string }) => p.name);
  assert.deepEqual(names, ["dryRun", "fieldManager", "fieldValidation", "force"]);
  assert.ok(patch.requestBody.content["application/strategic-merge-patch+json"]);
  const scale = document.paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale"];
  assert.equal(scale.get["x-kubernetes-group-version-kind"].kind, "Scale");
});

test("buildOpenApiV3() carries what explain and apply read from schemas", () => {
  const { schemas } = v3(deployments).components;
  const deployment = schemas["io.k8s.api.apps.v1.Deployment"];
  assert.equal(deployment.description, "A Deployment.");
  assert.deepEqual(deployment["x-kubernetes-group-version-kind"], [
    { group: "apps", version: "v1", kind: "Deployment" },
  ]);
  assert.deepEqual(deployment.properties.spec, {
    description: "What is wanted.",
    allOf: [{ $ref: "#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec" }],
  });
  assert.equal(deployment.properties.status.description, "A status.");
  const container = schemas["io.k8s.api.core.v1.Container"];
  assert.deepEqual(container.required, ["name"]);
  assert.equal(container.properties.ports["x-kubernetes-list-type"], "map");
  assert.deepEqual(container.properties.ports["x-kubernetes-list-map-keys"], [
    "containerPort",
    "protocol",
  ]);
  assert.equal(container.properties.ports["x-kubernetes-patch-merge-key"], "containerPort");
  assert.equal(container.properties.ports["x-kubernetes-patch-strategy"], "merge");
  const selector = schemas["io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"];
  assert.equal(selector["x-kubernetes-map-type"], "atomic");
  const volumes = schemas["io.k8s.api.core.v1.PodSpec"].properties.volumes;
  assert.equal(volumes["x-kubernetes-patch-strategy"], "merge,retainKeys");
  assert.deepEqual(schemas["io.k8s.apimachinery.pkg.util.intstr.IntOrString"], {
    format: "int-or-string",
    oneOf: [{ type: "integer" }, { type: "string" }],
  });
  const options = schemas["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"];
  assert.deepEqual(
    options["x-kubernetes-group-version-kind"].map((r: { group: string }) => r.group),
    ["", "apps"],
  );
});

test("buildOpenApiV3() takes connections, reviews and custom resources", () => {
  const document = v3(pods);
  const exec = document.paths["/api/v1/namespaces/{namespace}/pods/{name}/exec"];
  assert.equal(exec.post["x-kubernetes-action"], "connect");
  assert.ok(exec.get.parameters.some((p: { name: string }) => p.name === "command"));
  const eviction = document.paths["/api/v1/namespaces/{namespace}/pods/{name}/eviction"];
  assert.deepEqual(eviction.post["x-kubernetes-group-version-kind"], {
    group: "policy",
    version: "v1",
    kind: "Eviction",
  });
  assert.deepEqual(Object.keys(v3(reviews).paths), [
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
  ]);
  const custom = v3(widgets);
  assertReferences(custom);
  const widget = custom.components.schemas["com.example.v1.Widget"];
  assert.equal(widget.properties.spec.properties.size.type, "integer");
  assert.equal(widget["x-kubernetes-group-version-kind"][0].kind, "Widget");
  const patch = custom.paths["/apis/example.com/v1/widgets/{name}"].patch;
  assert.equal(patch.requestBody.content["application/strategic-merge-patch+json"], undefined);
});

test("buildOpenApiV2() has every definition and inline dry-run parameters", () => {
  const document = v2([deployments, pods, reviews, widgets]);
  assertReferences(document);
  const create = document.paths["/api/v1/namespaces/{namespace}/pods"].post;
  const inline = create.parameters.filter((p: { name?: string }) => p.name !== undefined);
  assert.deepEqual(
    inline.map((p: { name: string }) => p.name),
    ["body", "dryRun", "fieldManager", "fieldValidation"],
  );
  assert.deepEqual(document.definitions["io.k8s.api.apps.v1.Deployment"].properties.spec, {
    description: "What is wanted.",
    $ref: "#/definitions/io.k8s.api.apps.v1.DeploymentSpec",
  });
  assert.equal(
    document.definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"].format,
    "int-or-string",
  );
});

test("encodeOpenApiV2() writes gnostic's Document", () => {
  const document = v2([reviews]);
  const reader = new ProtobufReader(encodeOpenApiV2(document));
  const found: { swagger?: string; title?: string; paths: string[]; definitions: number } = {
    paths: [],
    definitions: 0,
  };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === 10) found.swagger = reader.string();
    else if (tag === 18) {
      reader.message((inner) => {
        if (inner === 10) found.title = reader.string();
        else reader.skip(inner & 7);
      });
    } else if (tag === 66) {
      reader.message((inner) => {
        assert.equal(inner, 18);
        reader.message((entry) => {
          if (entry === 10) found.paths.push(reader.string());
          else reader.skip(entry & 7);
        });
      });
    } else if (tag === 74) {
      reader.message((inner) => {
        found.definitions++;
        reader.skip(inner & 7);
      });
    } else reader.skip(tag & 7);
  }
  assert.deepEqual(found, {
    swagger: "2.0",
    title: "Kubernetes",
    paths: ["/apis/authorization.k8s.io/v1/subjectaccessreviews"],
    definitions: Object.keys(document.definitions).length,
  });
});

test("OpenApiDocuments builds when asked and rebuilds only what changed", () => {
  const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);
  const documents = new OpenApiDocuments({ sources, resources: [deployments, widgets], gzip });
  const index = JSON.parse(new TextDecoder().decode(documents.v3Index().bytes));
  const hash = documents.v3Hash("apis/apps/v1");
  assert.equal(
    index.paths["apis/apps/v1"].serverRelativeURL,
    `/openapi/v3/apis/apps/v1?hash=${hash}`,
  );
  const apps = documents.v3("apis/apps/v1");
  assert.ok(apps);
  assert.equal(documents.v3("apis/apps/v1"), apps);
  assert.deepEqual(gunzipSync(apps.compressed), Buffer.from(apps.bytes));
  assert.ok(apps.matches(`W/${apps.etag}, "other"`));
  assert.equal(apps.matches('"other"'), false);
  assert.equal(documents.v3("apis/none/v1"), undefined);
  const v2Before = documents.v2("json");
  const custom = documents.v3Hash("apis/example.com/v1");
  documents.setResources([deployments, { ...widgets, openApiSchema: { type: "object" } }]);
  assert.equal(documents.v3("apis/apps/v1"), apps);
  assert.notEqual(documents.v3Hash("apis/example.com/v1"), custom);
  assert.notEqual(documents.v2("json"), v2Before);
  assert.notEqual(documents.v2("json").etag, v2Before.etag);
  assert.match(documents.v2("protobuf").contentType, /proto-openapi/);
});

test("openApiV2Format() knows both spellings of the media type", () => {
  assert.equal(
    openApiV2Format("application/com.github.proto-openapi.spec.v2.v1.0+protobuf"),
    "protobuf",
  );
  assert.equal(
    openApiV2Format("application/com.github.proto-openapi.spec.v2@v1.0+protobuf"),
    "protobuf",
  );
  assert.equal(openApiV2Format("application/json"), "json");
  assert.equal(openApiV2Format(undefined), "json");
});
