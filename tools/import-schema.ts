// Makes src/api/schema/kubernetes.schema.ts, the project's compact schema, from tables of interface
// facts (definitions, kinds, protobuf numbers). Run once a Kubernetes release, by hand:
//   node tools/import-schema.ts DIR_WITH_TABLES
// Everything else that knows a field (types, decoding, OpenAPI, protobuf) derives from its output.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const factsDirectory = process.argv[2];
if (!factsDirectory) throw new Error("Usage: node tools/import-schema.ts DIR_WITH_TABLES");

/** Packages whose kinds are served by default, in the order they are written. */
const packages: Record<string, { openapi: string; proto: string; group: string; version: string }> =
  {};
for (const [name, group] of [
  ["core/v1", ""],
  ["admissionregistration/v1", "admissionregistration.k8s.io"],
  ["apps/v1", "apps"],
  ["authentication/v1", "authentication.k8s.io"],
  ["authorization/v1", "authorization.k8s.io"],
  ["autoscaling/v1", "autoscaling"],
  ["autoscaling/v2", "autoscaling"],
  ["batch/v1", "batch"],
  ["certificates/v1", "certificates.k8s.io"],
  ["coordination/v1", "coordination.k8s.io"],
  ["discovery/v1", "discovery.k8s.io"],
  ["events/v1", "events.k8s.io"],
  ["flowcontrol/v1", "flowcontrol.apiserver.k8s.io"],
  ["networking/v1", "networking.k8s.io"],
  ["node/v1", "node.k8s.io"],
  ["policy/v1", "policy"],
  ["rbac/v1", "rbac.authorization.k8s.io"],
  ["resource/v1", "resource.k8s.io"],
  ["scheduling/v1", "scheduling.k8s.io"],
  ["storage/v1", "storage.k8s.io"],
] as const) {
  const dotted = name.replace("/", ".");
  packages[name] = {
    openapi: `io.k8s.api.${dotted}`,
    proto: `k8s.io.api.${dotted}`,
    group,
    version: name.split("/")[1] as string,
  };
}
packages["apiextensions/v1"] = {
  openapi: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
  proto: "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1",
  group: "apiextensions.k8s.io",
  version: "v1",
};
packages["apiregistration/v1"] = {
  openapi: "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
  proto: "k8s.io.kube_aggregator.pkg.apis.apiregistration.v1",
  group: "apiregistration.k8s.io",
  version: "v1",
};
packages["meta/v1"] = {
  openapi: "io.k8s.apimachinery.pkg.apis.meta.v1",
  proto: "k8s.io.apimachinery.pkg.apis.meta.v1",
  group: "",
  version: "v1",
};

const scalars: Record<string, string> = {
  string: "string",
  boolean: "bool",
  "integer:int32": "int32",
  "integer:int64": "int64",
  "number:double": "double",
  "string:byte": "bytes",
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intstr",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "raw",
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "microtime",
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "fieldsv1",
  object: "any",
  any: "any",
};
const scalarDefinitions = new Set(Object.keys(scalars));

function rows(file: string): string[][] {
  return readFileSync(join(factsDirectory as string, file), "utf8")
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

function shortName(definition: string): string {
  for (const [name, p] of Object.entries(packages)) {
    if (
      definition.startsWith(`${p.openapi}.`) &&
      !definition.slice(p.openapi.length + 1).includes(".")
    )
      return `${name}.${definition.slice(p.openapi.length + 1)}`;
  }
  throw new Error(`Definition is in no package that is served: ${definition}`);
}

function typeCode(type: string): string {
  if (type.startsWith("[]")) return `[]${typeCode(type.slice(2))}`;
  if (type.startsWith("map[string]")) return `{}${typeCode(type.slice(11))}`;
  const scalar = scalars[type];
  return scalar ?? shortName(type);
}

interface ProtoField {
  number: string;
  name: string;
  type: string;
}
const protoMessages = new Map<string, ProtoField[]>();
for (const [message, number, name, , type] of rows("protobuf-fields.tsv") as [
  string,
  string,
  string,
  string,
  string,
][]) {
  const list = protoMessages.get(message) ?? [];
  list.push({ number, name, type });
  protoMessages.set(message, list);
}

const squash = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/**
 * The path of protobuf field numbers for every JSON field of a message; inlined messages are
 * flattened.
 */
function protoNumbers(
  message: string,
  jsonFields: Set<string>,
  above: string[] = [],
): Map<string, string> {
  const found = new Map<string, string>();
  const squashed = new Map([...jsonFields].map((f) => [squash(f), f]));
  for (const field of protoMessages.get(message) ?? []) {
    let json = squashed.get(squash(field.name));
    if (!json && message.endsWith("JSONSchemaProps")) {
      const special: Record<string, string> = {
        xPreserveUnknownFields: "x-kubernetes-preserve-unknown-fields",
      };
      json =
        special[field.name] ?? squashed.get(squash(`xkubernetes${field.name.replace(/^x/, "")}`));
    }
    if (!json)
      json =
        squashed.get(`${squash(field.name)}s`) ??
        squashed.get(squash(field.name).replace(/s$/, ""));
    if (json) {
      found.set(json, field.number);
      continue;
    }
    const parent = field.type.startsWith(".")
      ? field.type.slice(1)
      : `${message.slice(0, message.lastIndexOf("."))}.${field.type}`;
    if (parent === message || above.includes(parent)) continue;
    const inner = protoNumbers(parent, jsonFields, [...above, message]);
    for (const [name, path] of inner)
      if (!found.has(name)) found.set(name, `${field.number}.${path}`);
  }
  return found;
}

const definitions = new Map<string, string[][]>();
for (const row of rows("schema.tsv")) {
  const list = definitions.get(row[0] as string) ?? [];
  if (row[1]) list.push(row);
  definitions.set(row[0] as string, list);
}
const kinds = new Set(
  rows("group-version-kinds.tsv")
    .filter(([definition]) => !(definition as string).includes(".meta.v1."))
    .map(([definition]) => definition as string),
);

const missing: string[] = [];
let text = "";
for (const [name, p] of Object.entries(packages)) {
  text += `%${name}\t${p.openapi}\t${p.proto}\t${p.group}\t${p.version}\n`;
  const own = [...definitions.keys()]
    .filter((d) => d.startsWith(`${p.openapi}.`) && !d.slice(p.openapi.length + 1).includes("."))
    .filter((d) => !scalarDefinitions.has(d))
    .sort();
  for (const definition of own) {
    const fields = definitions.get(definition) as string[][];
    const kind = definition.slice(p.openapi.length + 1);
    const numbers = protoNumbers(`${p.proto}.${kind}`, new Set(fields.map((f) => f[1] as string)));
    const scalar = fields.length === 0 && /JSON$|JSONSchemaPropsOr/.test(kind) ? "\tany" : "";
    text += `@${kind}${kinds.has(definition) ? "\tkind" : ""}${scalar}\n`;
    for (const [
      ,
      field,
      type,
      required,
      listType,
      keys,
      mapType,
      strategy,
      mergeKey,
      values,
      byDefault,
    ] of fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ][]) {
      const number = numbers.get(field) ?? (field === "apiVersion" || field === "kind" ? "-" : "?");
      if (number === "?") missing.push(`${definition}.${field}`);
      const flags: string[] = [];
      if (required) flags.push("!");
      if (listType) flags.push(listType === "map" ? `list=${keys}` : `list:${listType}`);
      if (mapType) flags.push(`map:${mapType}`);
      if (strategy) flags.push(`patch=${strategy}`);
      if (mergeKey) flags.push(`key=${mergeKey}`);
      if (values) flags.push(`enum=${values}`);
      if (byDefault) flags.push(`default=${byDefault}`);
      text += `${[field, number, typeCode(type), ...flags].join("\t")}\n`;
    }
  }
}
if (text.includes("`") || text.includes("${") || text.includes("\\"))
  throw new Error("The schema needs escaping");
writeFileSync(
  new URL("../src/api/schema/kubernetes.schema.ts", import.meta.url),
  `// The compact schema of Kubernetes v1.36: every field of every kind that is served by default.
// Read by parse-schema.ts, which also describes the format.
export const kubernetesSchema = \`
${text}\`;
`,
);
console.log(`${text.split("\n").length} lines, without a protobuf number: ${missing.join(" ")}`);
