// How an agent joins: with a join token it asks for a node's client certificate, then, as that node,
// for the certificate of its own port. Both are kept in files and renewed before they end.
// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificateSigningRequests, type Resource } from "#api";
import type { CertificateSigningRequest } from "#api/certificates/v1";
import { StatusError } from "#apimachinery";
import { type Clock, retry, sleep } from "#base";
import { type KeyPair, makeSigningRequest } from "#bootstrap";
import { type Client, createClient, HttpsTransport, type ResourceClient } from "#client";

export interface NodeIdentityOptions {
  server: string;
  token: string;
  authorityPem: string;
  directory: string;
  nodeName: string;
  nodeAddress: string;
  clock: Clock;
}

const renewBelow = 0.3;
const waitMilliseconds = 60_000;
const retryMilliseconds = 100;

function readPair(directory: string, name: string): KeyPair | undefined {
  const [certificate, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  if (!existsSync(certificate) || !existsSync(key)) return undefined;
  return { certificatePem: readFileSync(certificate, "utf8"), keyPem: readFileSync(key, "utf8") };
}

function writePair(directory: string, name: string, pair: KeyPair): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const [suffix, text] of [
    ["key", pair.keyPem],
    ["crt", pair.certificatePem],
  ] as const) {
    const file = join(directory, `${name}.${suffix}`);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

/** When less than a part of its life is left. Milliseconds since the epoch. */
export function renewalTime(pair: KeyPair): number {
  const { validFromDate, validToDate } = new X509Certificate(pair.certificatePem);
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  return to - (to - from) * renewBelow;
}

/** Sends a signing request and waits for the certificate on a watch. */
async function requestCertificate(
  client: Client,
  request: {
    clock: Clock;
    signerName: string;
    usages: string[];
    requestPem: string;
    namePrefix: string;
  },
): Promise<string> {
  const resource = client.resource(
    certificateSigningRequests as Resource<CertificateSigningRequest>,
  );
  const signal = AbortSignal.timeout(waitMilliseconds);
  const wanted = {
    metadata: { generateName: request.namePrefix },
    spec: {
      request: Buffer.from(request.requestPem).toString("base64"),
      signerName: request.signerName,
      usages: request.usages,
    },
  };
  const created = await retry(() => resource.create("", wanted), {
    clock: request.clock,
    ...asking,
    isFinal: (error) => error instanceof StatusError && error.code < 500,
  });
  const name = created.metadata.name ?? "";
  for (;;) {
    try {
      return await untilSigned(resource, name, signal);
    } catch (error) {
      if (signal.aborted || error instanceof RequestRefused) throw error;
      // The watch broke; the request is there still. Bounded by the signal.
      await sleep(request.clock, retryMilliseconds);
    }
  }
}

/** The server may be just starting. */
const asking = { attempts: 8, initialMilliseconds: 100, maximumMilliseconds: 5_000 };

class RequestRefused extends Error {
  override name = "RequestRefused";
}

async function untilSigned(
  resource: ResourceClient<CertificateSigningRequest>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  for await (const event of resource.watch({
    fieldSelector: `metadata.name=${name}`,
    resourceVersion: "0",
    signal,
  })) {
    if (event.type === "ERROR" || event.type === "BOOKMARK") continue;
    const { certificate, conditions = [] } = event.object.status ?? {};
    if (certificate) return Buffer.from(certificate, "base64").toString("utf8");
    const refusal = conditions.find(({ type }) => type === "Denied" || type === "Failed");
    if (refusal)
      throw new RequestRefused(
        `The certificate request ${name} was refused: ${refusal.message ?? refusal.reason ?? ""}`,
      );
  }
  throw new Error(`The certificate request ${name} was not answered`);
}

export class NodeIdentity {
  readonly #options: NodeIdentityOptions;
  readonly #subject: { commonName: string; organizations: string[] };
  #client: KeyPair | undefined;

  constructor(options: NodeIdentityOptions) {
    this.#options = options;
    this.#subject = {
      commonName: `system:node:${options.nodeName}`,
      organizations: ["system:nodes"],
    };
  }

  /** A transport that acts as the node. Joins first where it has not joined yet. */
  async transport(): Promise<HttpsTransport> {
    const { server, authorityPem, clock } = this.#options;
    await this.#ensureClient();
    return new HttpsTransport({
      server,
      certificateAuthority: authorityPem,
      clock,
      clientCertificate: async () => {
        const pair = await this.#ensureClient();
        return { certificate: pair.certificatePem, key: pair.keyPem };
      },
    });
  }

  /** The certificate of the node's own port; the Node object must name the address by then. */
  async serving(client: Client): Promise<KeyPair> {
    const { directory, nodeAddress, nodeName, clock } = this.#options;
    const existing = readPair(directory, "serving");
    if (existing && renewalTime(existing) > clock.now()) return existing;
    const { requestPem, keyPem } = await makeSigningRequest({
      ...this.#subject,
      dnsNames: [nodeName],
      ipAddresses: [nodeAddress],
    });
    const certificatePem = await requestCertificate(client, {
      clock,
      signerName: "kubernetes.io/kubelet-serving",
      usages: ["digital signature", "server auth"],
      requestPem,
      namePrefix: "csr-",
    });
    const pair = { certificatePem, keyPem };
    writePair(directory, "serving", pair);
    return pair;
  }

  async #ensureClient(): Promise<KeyPair> {
    const { directory, clock } = this.#options;
    this.#client ??= readPair(directory, "client");
    if (this.#client && renewalTime(this.#client) > clock.now()) return this.#client;
    const isUsable =
      this.#client &&
      new X509Certificate(this.#client.certificatePem).validToDate.getTime() > clock.now();
    this.#client = await this.#join(isUsable ? this.#client : undefined);
    writePair(directory, "client", this.#client);
    return this.#client;
  }

  /** As the node itself while its old certificate holds, else by the token. */
  async #join(old: KeyPair | undefined): Promise<KeyPair> {
    const { server, authorityPem, token, clock } = this.#options;
    const credential = old
      ? { clientCertificate: () => ({ certificate: old.certificatePem, key: old.keyPem }) }
      : { token: () => token };
    const transport = new HttpsTransport({
      server,
      certificateAuthority: authorityPem,
      clock,
      ...credential,
    });
    try {
      const { requestPem, keyPem } = await makeSigningRequest(this.#subject);
      const client = createClient(transport, { userAgent: "cox-agent/v1.36.0" });
      const certificatePem = await requestCertificate(client, {
        clock,
        signerName: "kubernetes.io/kube-apiserver-client-kubelet",
        usages: ["digital signature", "client auth"],
        requestPem,
        namePrefix: "node-csr-",
      });
      return { certificatePem, keyPem };
    } finally {
      await transport.close();
    }
  }
}
