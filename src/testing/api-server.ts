// A whole control plane in the test's process: the real API server with every kind over a store in
// memory, reached in process or over HTTPS on loopback. Everybody may do everything unless the test
// brings its own authorizers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AdmissionPlugin,
  ApiServer,
  type ApiServerOptions,
  type Authorizer,
  ClientCertificateAuthenticator,
  type UserInfo,
} from "#apiserver";
import { type Clock, systemClock, systemRandom } from "#base";
import { ensurePki, type Pki, renderKubeconfig } from "#bootstrap";
import { type Client, createClient, type Transport } from "#client";
import { type Logger, Metrics, silentLogger } from "#component-base";
import { buildResources, type Dependencies } from "#registry";
import { type Backend, MemoryBackend } from "#store";

export interface TestApiServerOptions {
  clock?: Clock;
  log?: Logger;
  backend?: Backend;
  authorizers?: readonly Authorizer[];
  admissionPlugins?: readonly AdmissionPlugin[];
  /** Listen on loopback, with certificates made for the test. */
  https?: boolean;
  /** Namespaces to make before the server is handed out. Absent: default and kube-system. */
  namespaces?: readonly string[];
  server?: Partial<ApiServerOptions>;
  dependencies?: Partial<Dependencies>;
}

export interface TestApiServer {
  server: ApiServer;
  backend: Backend;
  /** As a member of system:masters. */
  client: Client;
  clientFor(user: UserInfo): Client;
  transportFor(user: UserInfo): Transport;
  /** "https://127.0.0.1:PORT"; only with `https`. */
  url: string;
  pki: Pki | undefined;
  /** A kubeconfig file of the administrator; only with `https`. */
  kubeconfig: string;
  stop(): Promise<void>;
}

export const testAdministrator: UserInfo = {
  name: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
  extra: {},
};

const allowAll: Authorizer = {
  name: "AlwaysAllow",
  authorize: () => ({ decision: "allow", reason: "" }),
};

/** The caller stops it. */
export async function startTestApiServer(
  options: TestApiServerOptions = {},
): Promise<TestApiServer> {
  const clock = options.clock ?? systemClock;
  const backend = options.backend ?? new MemoryBackend();
  const directory = mkdtempSync(join(tmpdir(), "cox-api-server-"));
  const pki = options.https ? await makePki(directory) : undefined;
  const server = makeServer(options, { clock, backend, pki });
  await server.start();
  const clientFor = (user: UserInfo): Client =>
    createClient(server.transportFor(user), { userAgent: "test/1.0" });
  const client = clientFor(testAdministrator);
  for (const name of options.namespaces ?? ["default", "kube-system"]) {
    await createNamespace(client, name);
  }
  const url = pki ? `https://127.0.0.1:${server.ports[0]}` : "";
  const kubeconfig = join(directory, "kubeconfig");
  if (pki) {
    const authorityPem = pki.authority.certificatePem;
    const content = renderKubeconfig({
      name: "test",
      server: url,
      authorityPem,
      client: pki.admin,
    });
    writeFileSync(kubeconfig, content, { mode: 0o600 });
  }
  return {
    server,
    backend,
    client,
    clientFor,
    transportFor: (user) => server.transportFor(user),
    url,
    pki,
    kubeconfig,
    stop: async () => {
      await server.stop();
      if (!options.backend) await backend.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function makeServer(
  options: TestApiServerOptions,
  parts: { clock: Clock; backend: Backend; pki: Pki | undefined },
): ApiServer {
  const { clock, backend, pki } = parts;
  const authorizers = options.authorizers ?? [allowAll];
  return new ApiServer({
    clock,
    log: options.log ?? silentLogger,
    metrics: new Metrics(),
    backend,
    resources: (services) =>
      buildResources({
        clock,
        random: systemRandom,
        exchange: services.exchange,
        storeOf: (group, resource) => services.storeOf(group, resource),
        deleteObject: (context, reference, deleteOptions) =>
          services.deleteObject(context, reference, deleteOptions),
        authorizer: authorizers[0] ?? allowAll,
        ...unavailableDependencies,
        ...options.dependencies,
      }),
    authenticators: [new ClientCertificateAuthenticator()],
    authorizers,
    freezesObjects: true,
    admissionPlugins: options.admissionPlugins ?? [],
    ...(pki
      ? {
          tls: {
            certificate: pki.server.certificatePem,
            key: pki.server.keyPem,
            clientCertificateAuthorities: pki.authority.certificatePem,
          },
          listeners: [{ host: "127.0.0.1", port: 0 }],
        }
      : {}),
    ...options.server,
  });
}

async function makePki(directory: string): Promise<Pki> {
  return ensurePki({
    directory: join(directory, "pki"),
    serverDnsNames: ["localhost"],
    serverIpAddresses: ["127.0.0.1"],
    now: Date.now(),
  });
}

async function createNamespace(client: Client, name: string): Promise<void> {
  try {
    await client.json({
      method: "POST",
      path: "/api/v1/namespaces",
      headers: { "content-type": "application/json" },
      body: { kind: "Namespace", apiVersion: "v1", metadata: { name } },
    });
  } catch (error) {
    if ((error as { reason?: string }).reason !== "AlreadyExists") throw error;
  }
}

const absent = (what: string) => (): never => {
  throw new Error(`The test's API server has no ${what}`);
};

/** Parts that tests of objects do without; a test that needs one passes it in. */
const unavailableDependencies = {
  tokenAuthenticator: { authenticateToken: async () => undefined },
  tokenIssuer: { issue: absent("token issuer") },
  apiAudiences: ["https://kubernetes.default.svc.cluster.local"],
  connect: {
    podLog: absent("nodes"),
    podExec: absent("nodes"),
    podAttach: absent("nodes"),
    podPortForward: absent("nodes"),
    podProxy: absent("nodes"),
    serviceProxy: absent("nodes"),
    nodeProxy: absent("nodes"),
  },
  serviceClusterIpRange: "10.96.0.0/16",
  serviceNodePortRange: { first: 30_000, last: 32_767 },
} satisfies Partial<Dependencies>;
