// Who asks the API server, what they may do, and what happens to their writes: authenticators,
// authorizers and admission plugins, which read stored objects through the server they serve.
import {
  type AdmissionPlugin,
  type ApiServer,
  type Authenticator,
  type Authorizer,
  admissionPlugins,
  BootstrapTokenAuthenticator,
  ClientCertificateAuthenticator,
  NodeAuthorizer,
  RbacAuthorizer,
  RbacIndex,
  ServiceAccountTokenAuthenticator,
  SuperUserAuthorizer,
  TokenIssuer,
  type UserInfo,
} from "#apiserver";
import { assert, type Clock, systemRandom } from "#base";
import { createClient, createInformerFactory, type InformerFactory } from "#client";
import type { Logger } from "#component-base";

/** The API server itself, when it reads through its own front door. */
export const systemUser: UserInfo = {
  name: "system:apiserver",
  groups: ["system:masters", "system:authenticated"],
  extra: {},
};

export class ServerIdentity {
  readonly issuer: TokenIssuer;
  readonly audience: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #server: ApiServer | undefined;
  #tokens: ServiceAccountTokenAuthenticator | undefined;
  #informers: InformerFactory | undefined;
  #index: RbacIndex | undefined;
  #rbac: RbacAuthorizer | undefined;

  constructor(options: {
    clusterDomain: string;
    privateKeyPem: string;
    clock: Clock;
    log: Logger;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.audience = `https://kubernetes.default.svc.${options.clusterDomain}`;
    this.issuer = new TokenIssuer({
      issuer: this.audience,
      privatePem: options.privateKeyPem,
      clock: options.clock,
    });
  }

  /** For definitions, which are built before the server has its authorizers. */
  readonly authorizer: Authorizer = {
    name: "Server",
    authorize: (attributes) => this.#running.authorizer.authorize(attributes),
    rulesFor: (user, namespace) => this.#running.authorizer.rulesFor(user, namespace),
  };

  /** For TokenReview. */
  readonly tokenAuthenticator = {
    authenticateToken: async (token: string, audiences: readonly string[]) =>
      this.#tokens?.authenticateToken(token, audiences),
  };

  authenticators(server: ApiServer): Authenticator[] {
    const { lookup } = server;
    this.#server = server;
    this.#tokens = new ServiceAccountTokenAuthenticator({
      issuer: this.issuer,
      lookup,
      clock: this.#clock,
      audiences: [this.audience],
    });
    return [
      new ClientCertificateAuthenticator(),
      new BootstrapTokenAuthenticator({ lookup, clock: this.#clock }),
      this.#tokens,
    ];
  }

  authorizers(server: ApiServer): Authorizer[] {
    const client = createClient(server.transportFor(systemUser), {
      userAgent: "cox-apiserver/v1.36.0",
    });
    this.#informers = createInformerFactory({
      client,
      clock: this.#clock,
      log: this.#log,
      random: systemRandom,
    });
    this.#index = new RbacIndex(this.#informers);
    this.#rbac = new RbacAuthorizer(this.#index);
    return [new SuperUserAuthorizer(), new NodeAuthorizer(this.#informers), this.#rbac];
  }

  admissionPlugins(server: ApiServer): AdmissionPlugin[] {
    assert(this.#rbac && this.#index, "Admission plugins are made after authorizers");
    return admissionPlugins({
      lookup: server.lookup,
      list: server.list,
      clock: this.#clock,
      random: systemRandom,
      authorizer: this.authorizer,
      rbac: this.#rbac,
      rulesOf: this.#index.rulesOf,
    });
  }

  /**
   * Resolves when roles, bindings and pods are known. Until then only system:masters may do
   * anything.
   */
  async start(): Promise<void> {
    this.#informers?.start();
    await this.#informers?.synced();
  }

  async stop(): Promise<void> {
    await this.#informers?.stop();
  }

  get #running(): ApiServer {
    assert(this.#server, "The API server is not there yet");
    return this.#server;
  }
}
