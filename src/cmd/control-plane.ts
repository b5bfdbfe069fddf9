// Wires the control plane of one process: store, API server, the objects that every cluster has.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiServer, connectHandlers, serviceAccountUser, type UserInfo } from "#apiserver";
import { type Clock, type LifecycleGroup, systemRandom } from "#base";
import {
  ensureBootstrapObjects,
  ensureJoinToken,
  ensurePki,
  type Pki,
  renderKubeconfig,
} from "#bootstrap";
import { type Client, createClient } from "#client";
import type { Logger, Metrics } from "#component-base";
import { buildResources } from "#registry";
import { type Backend, Compactor, openBackend } from "#store";
import { lazyDescriptions } from "./openapi.ts";
import type { ServerOptions } from "./options.ts";
import { ServerIdentity, systemUser } from "./server-identity.ts";

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
  /** Descriptions for explain, gzipped; need not be there. */
  descriptionsFile: string;
}

const nodePorts = { first: 30_000, last: 32_767 };

/** "10.96.0.0/16" and 1 to "10.96.0.1". */
export function addressInCidr(cidr: string, offset: number): string {
  const [base = ""] = cidr.split("/");
  const value = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function serverNames(options: ServerOptions): { dns: string[]; ips: string[] } {
  const { clusterDomain, nodeName, nodeAddress, serviceCidr, publicUrl } = options;
  const { hostname } = new URL(publicUrl);
  const isAddress = /^[\d.]+$/.test(hostname);
  const dns = [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    `kubernetes.default.svc.${clusterDomain}`,
    "localhost",
    nodeName,
  ];
  const ips = ["127.0.0.1", nodeAddress, addressInCidr(serviceCidr, 1)];
  return {
    dns: [...dns, ...(isAddress ? [] : [hostname])],
    ips: [...new Set([...ips, ...(isAddress ? [hostname] : [])])],
  };
}

async function openStore({
  options,
  clock,
  log,
  lifecycle,
  storeWorkerUrl,
}: ControlPlaneDependencies): Promise<Backend> {
  const [scheme, file = ""] = options.store.split(/:(.*)/s);
  if (scheme === "sqlite") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
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

interface ServerParts {
  backend: Backend;
  pki: Pki;
  identity: ServerIdentity;
}

function makeServer(
  dependencies: ControlPlaneDependencies,
  { backend, pki, identity }: ServerParts,
): ApiServer {
  const { options, clock, log, metrics } = dependencies;
  const { issuer } = identity;
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
        authorizer: identity.authorizer,
        tokenAuthenticator: identity.tokenAuthenticator,
        tokenIssuer: issuer,
        apiAudiences: [identity.audience],
        connect: connectHandlers({
          storeOf: (group, resource) => services.storeOf(group, resource),
          authorizer: identity.authorizer,
          kubeletTls: {
            certificate: pki.kubeletClient.certificatePem,
            key: pki.kubeletClient.keyPem,
            certificateAuthority: pki.authority.certificatePem,
          },
          random: () => systemRandom.float(),
        }),
        serviceClusterIpRange: options.serviceCidr,
        serviceNodePortRange: nodePorts,
      }),
    authenticators: (self) => identity.authenticators(self),
    authorizers: (self) => identity.authorizers(self),
    admissionPlugins: (self) => identity.admissionPlugins(self),
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
  return server;
}

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
  const identity = new ServerIdentity({
    clusterDomain: options.clusterDomain,
    privateKeyPem: pki.tokenKey.privatePem,
    clock,
    log,
  });
  const server = makeServer(dependencies, { backend, pki, identity });
  await server.start();
  lifecycle.add(() => server.stop());
  lifecycle.add(() => identity.stop());
  const clientFor = (user: UserInfo, component: string): Client =>
    createClient(server.transportFor(user), { userAgent: `${component}/v1.36.0`, clock });
  const client = clientFor(systemUser, "cox-apiserver");
  await Promise.all([identity.start(), bootstrap(options, { client, pki })]);
  for (const fd of options.listenFds) await server.addListener({ fd });
  await server.addListener({ host: options.bindAddress, port: options.port });
  log.info("API server started", { port: options.port });
  return { server, pki, clientFor };
}

function bootstrap(
  options: ServerOptions,
  { client, pki }: { client: Client; pki: Pki },
): Promise<void> {
  const authorityPem = pki.authority.certificatePem;
  const authorityData = Buffer.from(authorityPem).toString("base64");
  return ensureBootstrapObjects({
    client,
    serviceCidr: options.serviceCidr,
    kubernetesServiceAddress: addressInCidr(options.serviceCidr, 1),
    dnsServiceAddress: options.clusterDns,
    serverAddress: options.nodeAddress,
    serverPort: options.port,
    authorityPem,
    publicKubeconfig: `apiVersion: v1
kind: Config
clusters:
- name: ""
  cluster:
    certificate-authority-data: ${authorityData}
    server: ${options.publicUrl}
`,
  });
}

export interface AccessFiles {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  newToken(): string;
}

/** Writes the administrator's kubeconfig and the join token, and lets the token in. */
export async function publishAccess(
  plane: ControlPlane,
  options: ServerOptions,
  files: AccessFiles,
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
