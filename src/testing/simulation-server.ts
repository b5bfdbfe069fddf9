// The API server of a simulated cluster, with the rights, the admission and the objects of a real
// one.
import {
  type AdmissionPlugin,
  type ApiServer,
  type Authorizer,
  admissionPlugins,
  NodeAuthorizer,
  RbacAuthorizer,
  RbacIndex,
  SuperUserAuthorizer,
} from "#apiserver";
import type { Clock, Random } from "#base";
import { ensureBootstrapObjects } from "#bootstrap";
import { type Client, createClient, createInformerFactory, type InformerFactory } from "#client";
import { startTestApiServer, testAdministrator } from "./api-server.ts";

export interface SimulatedServer {
  server: ApiServer;
  /** The administrator's, without faults. */
  client: Client;
  /** What the authorizers read. */
  informers: InformerFactory;
  /** Makes the objects that every cluster has; needs the clock to move. */
  bootstrap(): Promise<void>;
  stop(): Promise<void>;
}

interface Rights {
  client: Client;
  informers: InformerFactory;
  index: RbacIndex;
  rbac: RbacAuthorizer;
}

export async function startSimulatedServer(clock: Clock, random: Random): Promise<SimulatedServer> {
  let made: Rights | undefined;
  const rightsOf = (server: ApiServer): Rights => {
    made ??= makeRights(createClient(server.transportFor(testAdministrator), { clock }), {
      clock,
      random,
    });
    return made;
  };
  const api = await startTestApiServer({
    clock,
    namespaces: [],
    dependencies: { random },
    server: {
      random: () => random.float(),
      authorizers: (server) => authorizers(rightsOf(server)),
      admissionPlugins: (server): AdmissionPlugin[] => {
        const { index, rbac } = rightsOf(server);
        const { lookup, list, authorizer } = server;
        const { rulesOf } = index;
        return admissionPlugins({ lookup, list, clock, random, authorizer, rbac, rulesOf });
      },
    },
  });
  const { client, informers } = rightsOf(api.server);
  return {
    server: api.server,
    client,
    informers,
    bootstrap: () => bootstrap(client, informers),
    stop: () => api.stop(),
  };
}

function makeRights(client: Client, options: { clock: Clock; random: Random }): Rights {
  const informers = createInformerFactory({ client, ...options });
  const index = new RbacIndex(informers);
  return { client, informers, index, rbac: new RbacAuthorizer(index) };
}

function authorizers({ informers, rbac }: Rights): Authorizer[] {
  return [new SuperUserAuthorizer(), new NodeAuthorizer(informers), rbac];
}

async function bootstrap(client: Client, informers: InformerFactory): Promise<void> {
  informers.start();
  await informers.synced();
  await ensureBootstrapObjects({
    client,
    serviceCidr: "10.96.0.0/16",
    kubernetesServiceAddress: "10.96.0.1",
    dnsServiceAddress: "10.96.0.10",
    serverAddress: "10.0.0.254",
    serverPort: 6443,
    authorityPem: "PEM",
    publicKubeconfig: "",
  });
}
