// The schemas of the kinds that operations name: built-in kinds by their Structs, custom ones by
// the schema they bring along.
import type { Struct } from "../schema/index.ts";
import type { Parameter } from "./operations.ts";
import type { JsonSchema, OpenApiSources, ServedResource } from "./served-resource.ts";
import type { DefinitionBuilder, KindReference } from "./struct-schema.ts";

/** Kinds of meta/v1 that belong to every group and version. */
const everywhere = new Set(["DeleteOptions", "WatchEvent"]);

/** Under which groups and versions a definition is a kind. */
export function kindReferencesOf(
  resources: readonly ServedResource[],
): (struct: Struct) => readonly KindReference[] {
  const served = new Map<string, KindReference>();
  for (const { group, version } of [{ group: "", version: "v1" }, ...resources]) {
    served.set(`${group}/${version}`, { group, version, kind: "" });
  }
  return (struct) => {
    const own = struct.groupVersionKind;
    if (own === undefined) return [];
    const isMeta = struct.name.startsWith("meta/v1.");
    if (!isMeta || !everywhere.has(own.kind)) return [{ ...own }];
    return [...served.values()].map((reference) => ({ ...reference, kind: own.kind }));
  };
}

export class KindSchemas {
  readonly #builder: DefinitionBuilder;
  readonly #sources: OpenApiSources;
  readonly #custom = new Map<string, JsonSchema>();

  constructor(
    builder: DefinitionBuilder,
    sources: OpenApiSources,
    resources: readonly ServedResource[],
  ) {
    this.#builder = builder;
    this.#sources = sources;
    for (const resource of resources) {
      if (resource.openApiSchema !== undefined) this.#addCustom(resource, resource.openApiSchema);
    }
  }

  isCustom(kind: KindReference): boolean {
    return this.#custom.has(keyOf(kind));
  }

  /** A kind that nothing describes is any object. */
  reference(kind: KindReference): JsonSchema {
    const custom = this.#custom.get(keyOf(kind));
    if (custom !== undefined) return custom;
    const struct = this.#sources.structFor(kind.group, kind.version, kind.kind);
    return struct === undefined ? { type: "object" } : this.#builder.reference(struct);
  }

  body(body: KindReference | "patch" | "deleteOptions"): JsonSchema {
    if (body === "deleteOptions") return this.reference(metaKind("DeleteOptions"));
    if (body !== "patch") return this.reference(body);
    const name = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
    const description = this.#sources.describe?.(name);
    return this.#builder.addSchema(name, {
      ...(description === undefined ? {} : { description }),
      type: "object",
    });
  }

  answer(answer: KindReference | "status"): JsonSchema {
    return this.reference(answer === "status" ? metaKind("Status") : answer);
  }

  /** The query parameters of connections, from the fields of PodExecOptions and the like. */
  optionParameters(kind: KindReference): Parameter[] {
    if (!kind.kind.endsWith("Options")) return [];
    const struct = this.#sources.structFor(kind.group, kind.version, kind.kind);
    const parameters: Parameter[] = [];
    for (const field of struct?.fields.values() ?? []) {
      if (field.name === "apiVersion" || field.name === "kind") continue;
      const scalar = field.type.kind === "scalar" ? field.type.scalar : "string";
      const type = scalar === "bool" ? "boolean" : /^int/.test(scalar) ? "integer" : "string";
      const description = this.#sources.describe?.(struct?.openapiName ?? "", field.name) ?? "";
      parameters.push({ name: field.name, in: "query", type, required: false, description });
    }
    return parameters;
  }

  #addCustom(resource: ServedResource, schema: JsonSchema): void {
    const { group, version, kind, listKind } = resource;
    const prefix = [...group.split(".").reverse(), version].join(".");
    const metadata = this.#sources.structFor("", "v1", "Pod")?.fields.get("metadata")?.type;
    const properties = schema["properties"] as Record<string, unknown> | undefined;
    const text = { type: "string" };
    const reference = this.#builder.addSchema(`${prefix}.${kind}`, {
      ...schema,
      properties: {
        ...properties,
        apiVersion: text,
        kind: text,
        ...(metadata?.kind === "struct"
          ? { metadata: this.#builder.reference(metadata.struct) }
          : {}),
      },
      "x-kubernetes-group-version-kind": [{ group, version, kind }],
    });
    const list = this.#builder.addSchema(`${prefix}.${listKind}`, {
      type: "object",
      required: ["items"],
      properties: {
        apiVersion: text,
        kind: text,
        metadata: { type: "object" },
        items: { type: "array", items: reference },
      },
      "x-kubernetes-group-version-kind": [{ group, version, kind: listKind }],
    });
    this.#custom.set(keyOf(resource), reference);
    this.#custom.set(keyOf({ group, version, kind: listKind }), list);
  }
}

const keyOf = (kind: KindReference): string => `${kind.group}/${kind.version}/${kind.kind}`;
const metaKind = (kind: string): KindReference => ({ group: "", version: "v1", kind });
