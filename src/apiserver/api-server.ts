// Kubernetes' API server over any list of resources: a handler chain, verb handlers, caches over a
// store, and sockets. Components in the same process reach it through transportFor.
// https://kubernetes.io/docs/concepts/overview/components/#kube-apiserver

import { structFor } from "#api/schema";
import { isNotFound } from "#apimachinery";
import { assert, type Clock } from "#base";
import type { Transport } from "#client";
import type { Logger, Metrics } from "#component-base";
import type { Backend } from "#store";
import type { AdmissionPlugin } from "./admission/admission-plugin.ts";
import { AdmissionChain } from "./admission/chain.ts";
import type { Authenticator } from "./authentication/authenticator.ts";
import { UnionAuthenticator } from "./authentication/union.ts";
import type { UserInfo } from "./authentication/user-info.ts";
import type { Authorizer } from "./authorization/authorizer.ts";
import { UnionAuthorizer } from "./authorization/union.ts";
import { ApiDiscovery } from "./discovery/api-discovery.ts";
import { type HealthCheck, pingCheck } from "./discovery/health.ts";
import { nonResourceRouter, type TokenKeysProvider } from "./discovery/non-resource-router.ts";
import { type Describe, OpenApiHandler } from "./discovery/openapi-handler.ts";
import { defaultMaxInFlight, InFlight, type MaxInFlightLimits } from "./filters/max-in-flight.ts";
import { RequestMetrics } from "./filters/request-metrics.ts";
import type { ObjectStore } from "./generic-registry/object-store.ts";
import type { ResourceDefinition } from "./generic-registry/resource-definition.ts";
import { buildHandlerChain, type HandlerChain } from "./handler-chain.ts";
import type { HandlerEnvironment } from "./handlers/environment.ts";
import { ResourceRouter } from "./handlers/resource-router.ts";
import { ResourceServices } from "./handlers/resource-services.ts";
import { describeResource, type ServedResource, verbsOf } from "./handlers/served-resource.ts";
import { WatchRegistry } from "./handlers/watch-registry.ts";
import { InProcessTransport } from "./in-process-transport.ts";
import type { ObjectLister, ObjectLookup } from "./object-lookup.ts";
import type { ApiRequest, ApiResponse } from "./request-context.ts";
import { HttpServer, type ListenAddress, type TlsMaterial } from "./server/http-server.ts";
import type { RequestHandler } from "./server-context.ts";
import { ObjectCodec } from "./storage/object-codec.ts";
import { StorageObjectStore } from "./storage/object-store.ts";
import { ResourceStorage } from "./storage/resource-storage.ts";
import { StoreFeed } from "./storage/store-feed.ts";

export type ListFrom<T> = readonly T[] | ((server: ApiServer) => readonly T[]);

export interface ApiServerOptions {
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** Stays the caller's: stop does not close it. */
  backend: Backend;
  /** Called once, with what definitions need from the server. */
  resources(services: ResourceServices): readonly ResourceDefinition[];
  /** Lists, or functions that make them from the server: those that read objects through it. */
  authenticators: ListFrom<Authenticator>;
  authorizers: ListFrom<Authorizer>;
  admissionPlugins?: ListFrom<AdmissionPlugin>;
  /** Absent: only in-process transports. */
  tls?: TlsMaterial;
  listeners?: readonly ListenAddress[];
  /** Where pods and clients find the server: "10.96.0.1:443". */
  serverAddress?: string;
  tokenKeys?: TokenKeysProvider;
  /** Descriptions for OpenAPI, which `kubectl explain` prints. */
  describe?: Describe;
  /** Further paths that are no resources; a path that ends with a slash stands for all below it. */
  extraPaths?: Readonly<Record<string, RequestHandler>>;
  readyChecks?: readonly HealthCheck[];
  maxInFlight?: MaxInFlightLimits;
  requestTimeoutMilliseconds?: number;
  /** Objects that are shared throw when somebody changes them; for tests. */
  freezesObjects?: boolean;
  /** A number in [0, 1). */
  random?(): number;
}

const defaultRequestTimeoutMilliseconds = 60_000;
const stopGraceMilliseconds = 2_000;

export class ApiServer {
  readonly admission: AdmissionChain;
  readonly authorizer: UnionAuthorizer;
  readonly #options: ApiServerOptions;
  readonly #feed: StoreFeed;
  readonly #router: ResourceRouter;
  readonly #discovery: ApiDiscovery;
  readonly #openApi: OpenApiHandler;
  readonly #chain: HandlerChain;
  readonly #watches: WatchRegistry;
  readonly #http: HttpServer | undefined;
  readonly #readyChecks: HealthCheck[];
  readonly #ports: number[] = [];
  #started = false;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    const { clock, log, metrics, backend } = options;
    const inFlight = new InFlight();
    const requestMetrics = new RequestMetrics(metrics, clock, inFlight);
    this.authorizer = new UnionAuthorizer(listFrom(options.authorizers, this));
    this.admission = new AdmissionChain(listFrom(options.admissionPlugins ?? [], this));
    this.#feed = new StoreFeed({ backend, clock, log });
    this.#watches = new WatchRegistry(clock, requestMetrics.watchers);
    const environment: HandlerEnvironment = {
      clock,
      log,
      admission: this.admission,
      watches: this.#watches,
      random: options.random ?? Math.random,
      storeOf: (group, resource) => this.storeOf(group, resource),
    };
    this.#router = new ResourceRouter(environment);
    this.#discovery = new ApiDiscovery(() => this.#router.resources);
    this.#openApi = new OpenApiHandler(() => this.#router.resources, options.describe);
    this.#readyChecks = [
      {
        name: "store",
        check: () => (this.#feed.healthy ? undefined : "the store does not answer"),
      },
      ...(options.readyChecks ?? []),
    ];
    const services = new ResourceServices(environment, this.#router);
    for (const definition of options.resources(services)) this.addResource(definition);
    this.#chain = buildHandlerChain({
      authenticator: new UnionAuthenticator(listFrom(options.authenticators, this)),
      authorizer: this.authorizer,
      maxInFlight: options.maxInFlight ?? defaultMaxInFlight,
      inFlight,
      requestTimeoutMilliseconds:
        options.requestTimeoutMilliseconds ?? defaultRequestTimeoutMilliseconds,
      metrics: requestMetrics,
      clock,
      log,
      route: this.#route(),
    });
    this.#http = options.tls ? this.#makeHttpServer(options.tls) : undefined;
  }

  /** Ports of the listeners, in the order in which they were added. */
  get ports(): readonly number[] {
    return this.#ports;
  }

  /** The store's revision that reads show at least. */
  get revision(): number {
    return this.#feed.revision;
  }

  get watchCount(): number {
    return this.#watches.size;
  }

  /** Resolves when requests are answered. */
  async start(): Promise<void> {
    assert(!this.#started, "The API server is started twice");
    this.#started = true;
    await this.#feed.start();
    for (const address of this.#options.listeners ?? []) await this.addListener(address);
  }

  /** Ends watches, lets short answers finish, closes all sockets. */
  async stop(): Promise<void> {
    this.#watches.endAll();
    await this.#http?.stop(stopGraceMilliseconds);
    this.#watches.endAll();
    this.#feed.stop();
  }

  /** Opens another listener; gives its port. */
  async addListener(address: ListenAddress): Promise<number> {
    assert(this.#http, "The API server has no TLS material and cannot listen");
    const port = await this.#http.listen(address);
    this.#ports.push(port);
    return port;
  }

  /** New connections are served under the new certificate. */
  reloadTls(tls: TlsMaterial): void {
    this.#http?.reloadTls(tls);
  }

  /** A transport into this server for a component that acts as the user. */
  transportFor(user: UserInfo): Transport {
    return new InProcessTransport((request, response) => this.handle(request, response, user));
  }

  /** Answers one request, however it came; `user` where it needs no authentication. */
  handle(request: ApiRequest, response: ApiResponse, user?: UserInfo): void {
    this.#chain(request, response, user);
  }

  addReadyCheck(check: HealthCheck): void {
    this.#readyChecks.push(check);
  }

  /** The names of ready checks that fail, with the reasons. */
  failingReadyChecks(): { name: string; reason: string }[] {
    return this.#readyChecks.flatMap(({ name, check }) => {
      const reason = check();
      return reason === undefined ? [] : [{ name, reason }];
    });
  }

  /** Starts serving a kind; later kinds (custom resources) are added while the server runs. */
  addResource(definition: ResourceDefinition): void {
    this.#router.add(this.#serve(definition));
    this.#discovery.changed();
    this.#openApi.changed();
  }

  /** The storage of a resource, whatever its version. */
  storeOf(group: string, resource: string): ObjectStore {
    for (const served of this.#router.resources) {
      const { definition } = served;
      if (definition.group === group && definition.resource === resource) return served.store;
    }
    throw new Error(`No resource ${resource} in group ${JSON.stringify(group)} is served`);
  }

  /** Reads a stored object for authenticators, authorizers and admission; never change it. */
  readonly lookup: ObjectLookup = async (group, resource, namespace, name) => {
    try {
      return await this.storeOf(group, resource).get(namespace, name);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };

  readonly list: ObjectLister = (group, resource, namespace) =>
    this.storeOf(group, resource).list(namespace);

  #serve(definition: ResourceDefinition): ServedResource {
    const { apiVersion, qualified } = describeResource(definition);
    const { clock, backend } = this.#options;
    const storage = definition.createReview
      ? undefined
      : new ResourceStorage({
          resource: qualified,
          prefix: definition.storagePrefix ?? definition.resource,
          namespaced: definition.namespaced,
          codec: new ObjectCodec(apiVersion, definition.kind, {
            conversion: definition.conversion,
            freezes: this.#options.freezesObjects,
          }),
          backend,
          feed: this.#feed,
          clock,
          indexedFields: watchIndexes(definition),
        });
    return {
      definition,
      apiVersion,
      qualified,
      struct: structFor(definition.group, definition.version, definition.kind),
      verbs: new Set(verbsOf(definition)),
      storage,
      store: storage ? new StorageObjectStore(storage, clock) : missingStore,
    };
  }

  #route(): RequestHandler {
    const options = this.#options;
    const nonResource = nonResourceRouter({
      discovery: this.#discovery,
      metrics: options.metrics,
      liveChecks: [pingCheck],
      readyChecks: this.#readyChecks,
      serverAddress: () => options.serverAddress ?? `127.0.0.1:${this.#ports[0] ?? 0}`,
      tokenKeys: options.tokenKeys,
      openApi: this.#openApi,
      extraPaths: options.extraPaths ?? {},
    });
    return (context) =>
      context.info.isResourceRequest ? this.#router.route(context) : nonResource(context);
  }

  #makeHttpServer(tls: TlsMaterial): HttpServer {
    const { clock, log } = this.#options;
    return new HttpServer({
      tls,
      clock,
      log,
      onRequest: (request, response) => this.handle(request, response),
    });
  }
}

function listFrom<T>(list: ListFrom<T>, server: ApiServer): readonly T[] {
  return typeof list === "function" ? list(server) : list;
}

/** Watchers of pods by node are many; other selectable fields are rarely asked for alone. */
function watchIndexes(
  definition: ResourceDefinition,
): NonNullable<ResourceDefinition["selectableFields"]> {
  const nodeName = definition.selectableFields?.["spec.nodeName"];
  return nodeName ? { "spec.nodeName": nodeName } : {};
}

const refuse = (): Promise<never> =>
  Promise.reject(new Error("Objects of this kind are not stored"));
const missingStore: ObjectStore = {
  get: refuse,
  list: refuse,
  create: refuse,
  guaranteedUpdate: refuse,
  delete: refuse,
};
