// Dependencies for tests: a store per resource in memory, and answers that say no.
import { alreadyExists, notFound, type UnstructuredObject } from "#apimachinery";
import type { ObjectStore, WriteContext } from "#apiserver";
import { FakeClock, seededRandom } from "#base";
import type { Dependencies } from "./dependencies.ts";

export class FakeObjectStore implements ObjectStore {
  readonly objects = new Map<string, UnstructuredObject>();
  readonly #resource: string;

  constructor(resource: string) {
    this.#resource = resource;
  }

  async get(namespace: string, name: string): Promise<UnstructuredObject> {
    const object = this.objects.get(`${namespace}/${name}`);
    if (object === undefined) throw notFound({ group: "", resource: this.#resource }, name);
    return object;
  }

  async list(namespace?: string): Promise<UnstructuredObject[]> {
    const all = [...this.objects.values()];
    return namespace ? all.filter(({ metadata }) => metadata.namespace === namespace) : all;
  }

  async create(namespace: string, object: UnstructuredObject): Promise<UnstructuredObject> {
    const key = `${namespace}/${object.metadata.name}`;
    if (this.objects.has(key)) {
      throw alreadyExists({ group: "", resource: this.#resource }, object.metadata.name ?? "");
    }
    this.objects.set(key, object);
    return object;
  }

  async guaranteedUpdate(
    namespace: string,
    name: string,
    change: Parameters<ObjectStore["guaranteedUpdate"]>[2],
  ): Promise<UnstructuredObject> {
    const current = await this.get(namespace, name);
    const changed = (await change(current)) ?? current;
    this.objects.set(`${namespace}/${name}`, changed);
    return changed;
  }

  async delete(namespace: string, name: string): Promise<void> {
    await this.get(namespace, name);
    this.objects.delete(`${namespace}/${name}`);
  }
}

export interface FakeServer {
  dependencies: Dependencies;
  store(resource: string): FakeObjectStore;
  writeContext(namespace: string, options?: { dryRun?: boolean }): WriteContext;
  /** What subresource handlers wrote. */
  written: { httpStatus: number; object: UnstructuredObject }[];
  /** The body that subresource handlers read. */
  body: UnstructuredObject;
  /** Names of objects deleted through deleteObject. */
  deleted: string[];
}

export function fakeServer(): FakeServer {
  const stores = new Map<string, FakeObjectStore>();
  const store = (resource: string): FakeObjectStore => {
    const found = stores.get(resource) ?? new FakeObjectStore(resource);
    stores.set(resource, found);
    return found;
  };
  const refuse = async (): Promise<void> => {
    throw new Error("not connected");
  };
  const clock = new FakeClock();
  const server: FakeServer = {
    store,
    written: [],
    deleted: [],
    body: { metadata: {} },
    writeContext: (namespace, { dryRun = false } = {}) => ({
      user: { name: "alice", groups: ["system:authenticated"], extra: {} },
      namespace,
      now: "2026-01-01T00:00:00Z",
      dryRun,
      storeOf: (_group, resource) => store(resource),
    }),
    dependencies: {
      clock,
      random: seededRandom(1),
      exchange: {
        readObject: async () => server.body,
        writeObject(_context, httpStatus, object) {
          server.written.push({ httpStatus, object });
        },
      },
      storeOf: (_group, resource) => store(resource),
      async deleteObject(_context, { name }) {
        server.deleted.push(name);
      },
      authorizer: {
        name: "fake",
        authorize: ({ verb }) => ({
          decision: verb === "get" ? "allow" : "no-opinion",
          reason: "",
        }),
      },
      tokenAuthenticator: { authenticateToken: async () => undefined },
      tokenIssuer: { issue: async () => ({ token: "t", expiresAtMilliseconds: 0 }) },
      apiAudiences: ["https://kubernetes.default.svc.cluster.local"],
      connect: {
        podLog: refuse,
        podExec: refuse,
        podAttach: refuse,
        podPortForward: refuse,
        podProxy: refuse,
        serviceProxy: refuse,
        nodeProxy: refuse,
      },
      serviceClusterIpRange: "10.96.0.0/16",
      serviceNodePortRange: { first: 30000, last: 32767 },
    },
  };
  return server;
}
