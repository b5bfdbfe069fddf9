// Wires the control plane of one process: store, API server with everybody who judges requests,
// bootstrap objects, controllers, scheduler.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { serviceUnavailable } from "#apimachinery";
import {
  ApiServer,
  type Authorizer,
  admissionPlugins,
  BootstrapTokenAuthenticator,
  ClientCertificateAuthenticator,
  NodeAuthorizer,
  RbacAuthorizer,
  RbacIndex,
  ServiceAccountTokenAuthenticator,
  SuperUserAuthorizer,
  serviceAccountUser,
  TokenIssuer,
  type UserInfo,
} from "#apiserver";
import { type Clock, type LifecycleGroup, systemRandom } from "#base";
import {
  ensureBootstrapObjects,
  ensureJoinToken,
  ensurePki,
  type Pki,
  renderKubeconfig,
} from "#bootstrap";
import { type Client, createClient, createInformerFactory, type InformerFactory } from "#client";
import type { Logger, Metrics } from "#component-base";
import { buildResources } from "#registry";
import { type Backend, Compactor, openBackend } from "#store";
import { lazyDescriptions } from "./openapi.ts";
import type { ServerOptions } from "./options.ts";

export interface ControlPlane {
  server: ApiServer;
  pki: Pki;
  clientFor(user: UserInfo, component: string): Client;
}

export interface ControlPlaneDependencies {
  options: ServerOptions;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** Closed in reverse order. */
  lifecycle: LifecycleGroup;
  /** Where the store's writer thread is loaded from; absent: the source. */
  storeWorkerUrl: URL | undefined;
  /** Descriptions for explain, gzipped; absent: none. */
  descriptionsFile: string;
}

/** The API server itself, when it reads through its own front door. */
const systemUser: UserInfo = {
  name: "system:apiserver",
  groups: ["system:masters", "system:authenticated"],
  extra: {},
};
const audienceOf = (domain: string): string => `https://kubernetes.default.svc.${domain}`;

/** "10.96.0.0/16" and 1 to "10.96.0.1". */
export function addressInCidr(cidr: string, offset: number): string {
  const [base = ""] = cidr.split("/");
  const value = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function serverNames(options: ServerOptions): { dns: string[]; ips: string[] } {
  const base = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const url = new URL(options.publicUrl);
  const isAddress = /^[\d.]+$/.test(url.hostname);
  return {
    dns: [
      ...base,
      `kubernetes.default.svc.${options.clusterDomain}`,
      "localhost",
      options.nodeName,
      ...(isAddress ? [] : [url.hostname]),
    ],
    ips: [
      ...new Set([
        "127.0.0.1",
        options.nodeAddress,
        addressInCidr(options.serviceCidr, 1),
        ...(isAddress ? [url.hostname] : []),
      ]),
    ],
  };
}

async function openStore({
  options,
  clock,
  log,
  lifecycle,
  storeWorkerUrl,
}: ControlPlaneDependencies): Promise<Backend> {
  if (options.store.startsWith("sqlite:"))
    mkdirSync(join(options.store.slice("sqlite:".length), ".."), { recursive: true, mode: 0o700 });
  const backend = await openBackend(
    options.store,
    storeWorkerUrl ? { workerUrl: storeWorkerUrl } : {},
  );
  lifecycle.add(() => backend.close());
  const compactor = new Compactor({ backend, clock, log });
  await compactor.start();
  lifecycle.add(() => compactor.stop());
  return backend;
}

interface Identity {
  issuer: TokenIssuer;
  /** Set when the server has made its authenticators. */
  tokens: ServiceAccountTokenAuthenticator | undefined;
  rbac: RbacAuthorizer | undefined;
  informers: InformerFactory | undefined;
  index: RbacIndex | undefined;
}

function makeServer(
  dependencies: ControlPlaneDependencies,
  { backend, pki }: { backend: Backend; pki: Pki },
): { server: ApiServer; identity: Identity } {
  const { options, clock, log, metrics } = dependencies;
  const audience = audienceOf(options.clusterDomain);
  const issuer = new TokenIssuer({ issuer: audience, privatePem: pki.tokenKey.privatePem, clock });
  const identity: Identity = {
    issuer,
    tokens: undefined,
    rbac: undefined,
    informers: undefined,
    index: undefined,
  };
  // Definitions are built before the server has its authorizers: they ask through this.
  const authorizer: Authorizer = {
    name: "Server",
    authorize: (attributes) => server.authorizer.authorize(attributes),
    rulesFor: (user, namespace) => server.authorizer.rulesFor(user, namespace),
  };
  const server: ApiServer = new ApiServer({
    clock,
    log,
    metrics,
    backend,
    random: () => systemRandom.float(),
    resources: (services) =>
      buildResources({
        clock,
        random: systemRandom,
        exchange: services.exchange,
        storeOf: (group, resource) => services.storeOf(group, resource),
        deleteObject: (context, reference, deleteOptions) =>
          services.deleteObject(context, reference, deleteOptions),
        authorizer,
        tokenAuthenticator: {
          authenticateToken: async (token, audiences) =>
            identity.tokens?.authenticateToken(token, audiences),
        },
        tokenIssuer: issuer,
        apiAudiences: [audience],
        connect: unavailableConnect,
        serviceClusterIpRange: options.serviceCidr,
        serviceNodePortRange: { first: 30_000, last: 32_767 },
      }),
    authenticators: (self) => {
      identity.tokens = new ServiceAccountTokenAuthenticator({
        issuer,
        lookup: self.lookup,
        clock,
        audiences: [audience],
      });
      return [
        new ClientCertificateAuthenticator(),
        new BootstrapTokenAuthenticator({ lookup: self.lookup, clock }),
        identity.tokens,
      ];
    },
    authorizers: (self) => {
      const client = createClient(self.transportFor(systemUser), {
        userAgent: "cox-apiserver/v1.36.0",
      });
      identity.informers = createInformerFactory({ client, clock, log, random: systemRandom });
      identity.index = new RbacIndex(identity.informers);
      identity.rbac = new RbacAuthorizer(identity.index);
      return [new SuperUserAuthorizer(), new NodeAuthorizer(identity.informers), identity.rbac];
    },
    admissionPlugins: (self) =>
      admissionPlugins({
        lookup: self.lookup,
        list: self.list,
        clock,
        random: systemRandom,
        authorizer,
        rbac: identity.rbac as RbacAuthorizer,
        rulesOf: (identity.index as RbacIndex).rulesOf,
      }),
    tls: {
      certificate: pki.server.certificatePem,
      key: pki.server.keyPem,
      clientCertificateAuthorities: pki.authority.certificatePem,
    },
    serverAddress: `${options.nodeAddress}:${options.port}`,
    tokenKeys: {
      configuration: () => JSON.stringify(issuer.openidConfiguration()),
      keys: () => JSON.stringify(issuer.keySet()),
    },
    describe: lazyDescriptions(dependencies.descriptionsFile),
  });
  return { server, identity };
}

const unavailable = async (): Promise<void> => {
  throw serviceUnavailable("streaming is not wired");
};
const unavailableConnect = {
  podLog: unavailable,
  podExec: unavailable,
  podAttach: unavailable,
  podPortForward: unavailable,
  podProxy: unavailable,
  serviceProxy: unavailable,
  nodeProxy: unavailable,
};

/** Resolves when the API answers on all listeners and the objects of every cluster are there. */
export async function startControlPlane(
  dependencies: ControlPlaneDependencies,
): Promise<ControlPlane> {
  const { options, clock, log, lifecycle } = dependencies;
  const names = serverNames(options);
  const [backend, pki] = await Promise.all([
    openStore(dependencies),
    ensurePki({
      directory: join(options.dataDirectory, "pki"),
      serverDnsNames: names.dns,
      serverIpAddresses: names.ips,
      now: clock.now(),
    }),
  ]);
  const { server, identity } = makeServer(dependencies, { backend, pki });
  await server.start();
  lifecycle.add(() => server.stop());
  identity.informers?.start();
  lifecycle.add(() => identity.informers?.stop());
  const clientFor = (user: UserInfo, component: string): Client =>
    createClient(server.transportFor(user), { userAgent: `${component}/v1.36.0`, clock });
  const publicKubeconfig = `apiVersion: v1\nkind: Config\nclusters:\n- name: ""\n  cluster:\n    certificate-authority-data: ${Buffer.from(pki.authority.certificatePem).toString("base64")}\n    server: ${options.publicUrl}\n`;
  await Promise.all([
    identity.informers?.synced(),
    ensureBootstrapObjects({
      client: clientFor(systemUser, "cox-apiserver"),
      serviceCidr: options.serviceCidr,
      kubernetesServiceAddress: addressInCidr(options.serviceCidr, 1),
      dnsServiceAddress: options.clusterDns,
      serverAddress: options.nodeAddress,
      serverPort: options.port,
      authorityPem: pki.authority.certificatePem,
      publicKubeconfig,
    }),
  ]);
  for (const fd of options.listenFds) await server.addListener({ fd });
  await server.addListener({ host: options.bindAddress, port: options.port });
  log.info("API server started", { port: options.port });
  return { server, pki, clientFor };
}

/** Writes the administrator's kubeconfig and the join token of a cluster that `cox up` made. */
export async function publishAccess(
  plane: ControlPlane,
  options: ServerOptions,
  files: {
    write(name: string, text: string): void;
    read(name: string): string | undefined;
    newToken(): string;
  },
): Promise<void> {
  const name = `cox-${options.clusterName}`;
  files.write(
    "admin.kubeconfig",
    renderKubeconfig({
      name,
      server: options.publicUrl,
      authorityPem: plane.pki.authority.certificatePem,
      client: plane.pki.admin,
    }),
  );
  const token = files.read("join-token")?.trim() || files.newToken();
  files.write("join-token", `${token}\n`);
  await ensureJoinToken(plane.clientFor(systemUser, "cox-apiserver"), token);
}

/** The identity of a controller: its ServiceAccount in kube-system. */
export function controllerUser(name: string): UserInfo {
  return serviceAccountUser("kube-system", name);
}
