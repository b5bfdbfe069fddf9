// For tests of this room: the real server over a store in memory, with a few kinds under the
// simplest rules. Tests of whole control planes take #testing, with every kind.
import { configMaps, deployments, namespaces, pods, type Resource, selfSubjectReviews } from "#api";
import type { UnstructuredObject } from "#apimachinery";
import { FakeClock } from "#base";
import { Metrics, silentLogger } from "#component-base";
import { type Backend, MemoryBackend } from "#store";
import { ApiServer, type ApiServerOptions } from "./api-server.ts";
import type { UserInfo } from "./authentication/user-info.ts";
import type { ResourceDefinition } from "./generic-registry/resource-definition.ts";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  // Tests reach into answers of any shape.
  json: UnstructuredObject & { items: UnstructuredObject[]; reason: string; message: string };
}

export interface FakeControlPlane {
  server: ApiServer;
  backend: Backend;
  clock: FakeClock;
  request(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string>; user?: UserInfo },
  ): Promise<Answer>;
  /** The events of a watch, as they come; `stop` ends it. */
  watch(path: string): Promise<FakeWatch>;
  stop(): Promise<void>;
}

export interface WatchedEvent {
  type: string;
  object: UnstructuredObject & { code?: number; reason?: string; message?: string };
}

export interface FakeWatch {
  /** Resolves with the next event; undefined when the server has ended the stream. */
  next(): Promise<WatchedEvent | undefined>;
  stop(): void;
}

export const fakeAdministrator: UserInfo = {
  name: "admin",
  groups: ["system:masters", "system:authenticated"],
  extra: {},
};

export async function startFakeControlPlane(
  options: Partial<ApiServerOptions> & { backend?: Backend } = {},
): Promise<FakeControlPlane> {
  const clock = new FakeClock();
  const backend = options.backend ?? new MemoryBackend();
  const server = new ApiServer({
    clock,
    log: silentLogger,
    metrics: new Metrics(),
    backend,
    resources: () => fakeDefinitions(),
    freezesObjects: true,
    authenticators: [],
    authorizers: [{ name: "All", authorize: () => ({ decision: "allow", reason: "" }) }],
    ...options,
  });
  await server.start();
  const request: FakeControlPlane["request"] = async (method, path, details = {}) => {
    const transport = server.transportFor(details.user ?? fakeAdministrator);
    const body = bodyBytes(details.body);
    const response = await transport.request({
      method: method as "GET",
      path,
      headers: { "content-type": "application/json", ...details.headers },
      ...(body ? { body } : {}),
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
  return {
    server,
    backend,
    clock,
    request,
    watch: (path) => openWatch(server, path),
    stop: () => server.stop(),
  };
}

function bodyBytes(body: unknown): Uint8Array | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function parsed(text: string): Answer["json"] {
  try {
    return JSON.parse(text) as Answer["json"];
  } catch {
    return {} as Answer["json"];
  }
}

async function openWatch(server: ApiServer, path: string): Promise<FakeWatch> {
  const abort = new AbortController();
  const response = await server.transportFor(fakeAdministrator).request({
    method: "GET",
    path,
    headers: {},
    signal: abort.signal,
  });
  const chunks = response.body[Symbol.asyncIterator]();
  let rest = "";
  const ready: WatchedEvent[] = [];
  return {
    async next() {
      while (ready.length === 0) {
        const chunk = await chunks.next();
        if (chunk.done) return undefined;
        const lines = (rest + Buffer.from(chunk.value).toString()).split("\n");
        rest = lines.pop() as string;
        for (const line of lines) if (line) ready.push(JSON.parse(line) as WatchedEvent);
      }
      return ready.shift();
    },
    stop: () => abort.abort(),
  };
}

/** Namespaces, config maps, pods (with grace), deployments (with scale) and one review. */
export function fakeDefinitions(): ResourceDefinition[] {
  return [
    define(namespaces),
    define(configMaps),
    define(pods, {
      strategy: { allowUnconditionalUpdate: true, gracePeriodSeconds: () => 30 },
      statusStrategy: { prepareForUpdate: keepAllButStatus },
      selectableFields: {
        "spec.nodeName": (pod) => String((pod["spec"] as { nodeName?: string }).nodeName ?? ""),
      },
    }),
    define(deployments, {
      scale: {
        getReplicas: (object) => (object["spec"] as { replicas?: number }).replicas ?? 1,
        setReplicas: (object, replicas) => {
          (object["spec"] as { replicas?: number }).replicas = replicas;
        },
        statusReplicas: () => 0,
        selector: () => "app=web",
      },
    }),
    define(selfSubjectReviews, {
      createReview: async (object, context) => ({
        ...object,
        status: { userInfo: { username: context.user.name } },
      }),
    }),
  ];
}

function keepAllButStatus(object: UnstructuredObject, old: UnstructuredObject): void {
  object["spec"] = old["spec"];
}

export function define(
  resource: Resource,
  rules: Partial<ResourceDefinition> = {},
): ResourceDefinition {
  return {
    group: resource.group,
    version: resource.version,
    resource: resource.resource,
    singular: resource.singular,
    kind: resource.kind,
    listKind: `${resource.kind}List`,
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    namespaced: resource.namespaced,
    strategy: { allowUnconditionalUpdate: true },
    ...rules,
  };
}
