// Objects of the size that load benchmarks use: 2 KB as JSON.

export const kinds = ["configmaps", "pods"] as const;
export type LoadKind = (typeof kinds)[number];

export interface StoredObject {
  metadata: { name: string; resourceVersion?: string; annotations?: Record<string, string> };
  data?: Record<string, string>;
}

const objectBytes = 2048;

function configMap(name: string, value: string): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value } };
}

/** No scheduler looks at it, so that the load is the API server's alone. */
function pod(name: string, value: string): object {
  const resources = { requests: { cpu: "100m", memory: "64Mi" } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: "load" }, annotations: { value } },
    spec: {
      schedulerName: "nobody",
      containers: [
        { name: "main", image: "nginx:1.29", ports: [{ containerPort: 80 }], resources },
      ],
    },
  };
}

const bare = { configmaps: configMap, pods: pod };

export function objectOf(kind: LoadKind, name: string, letter = "v"): string {
  const missing = objectBytes - JSON.stringify(bare[kind](name, "")).length;
  return JSON.stringify(bare[kind](name, letter.repeat(missing)));
}

/** The stored object with other content, for an update that asks for no revision. */
export function changedObject(kind: LoadKind, stored: StoredObject, letter: string): string {
  const { resourceVersion: _, ...metadata } = stored.metadata;
  const value = letter.repeat(valueIn(kind, stored).length);
  const changed =
    kind === "pods"
      ? { metadata: { ...metadata, annotations: { value } } }
      : { metadata, data: { value } };
  return JSON.stringify({ ...stored, ...changed });
}

function valueIn(kind: LoadKind, { metadata, data }: StoredObject): string {
  return (kind === "pods" ? metadata.annotations?.["value"] : data?.["value"]) ?? "";
}

/** A merge patch that changes a few bytes. */
export function patchOf(kind: LoadKind, round: number): string {
  const changed = { round: String(round) };
  return JSON.stringify(
    kind === "pods" ? { metadata: { annotations: changed } } : { data: changed },
  );
}

export function pathOf(kind: LoadKind, namespace: string, name?: string): string {
  return `/api/v1/namespaces/${namespace}/${kind}${name === undefined ? "" : `/${name}`}`;
}
