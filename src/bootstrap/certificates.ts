// X.509: makes the cluster's authorities and signs certificates. The library is loaded only when
// something must be made, so that a start with everything in place does not pay for it.
// https://kubernetes.io/docs/setup/best-practices/certificates/
import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from "node:crypto";

export interface KeyPair {
  certificatePem: string;
  keyPem: string;
}

export interface CertificateRequest {
  commonName: string;
  organizations?: readonly string[];
  dnsNames?: readonly string[];
  ipAddresses?: readonly string[];
  usage: "client" | "server" | "client-and-server";
  validDays: number;
  /** Milliseconds since the epoch. */
  now: number;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMilliseconds = 86_400_000;

type X509 = typeof import("@peculiar/x509");

async function library(): Promise<X509> {
  await import("reflect-metadata");
  const loaded: X509 & { default?: X509 } = await import("@peculiar/x509");
  // A bundle in pieces gives a CommonJS package as the default.
  const x509 = loaded.default ?? loaded;
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  return x509;
}

async function newKey(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]) as Promise<webcrypto.CryptoKeyPair>;
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", key);
  return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }).export({
    type: "pkcs8",
    format: "pem",
  }) as string;
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" }) as Buffer;
  return webcrypto.subtle.importKey("pkcs8", der, algorithm, true, ["sign"]);
}

/** A positive serial number of 127 bits. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] as number) & 0x7f;
  return bytes.toString("hex");
}

function subject(
  commonName: string,
  organizations: readonly string[],
): { [field: string]: string[] }[] {
  return [...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }];
}

/** A certificate authority of its own. */
export async function makeAuthority(
  commonName: string,
  options: { validDays: number; now: number },
): Promise<KeyPair> {
  const x509 = await library();
  const keys = await newKey();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: subject(commonName, []),
    notBefore: new Date(options.now - 5 * 60_000),
    notAfter: new Date(options.now + options.validDays * dayMilliseconds),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign |
          x509.KeyUsageFlags.cRLSign |
          x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificatePem: `${certificate.toString("pem")}\n`,
    keyPem: await keyPem(keys.privateKey),
  };
}

/** A certificate with a new key, signed by the authority. */
export async function issueCertificate(
  authority: KeyPair,
  request: CertificateRequest,
): Promise<KeyPair> {
  const keys = await newKey();
  const certificatePem = await sign(authority, request, keys.publicKey);
  return { certificatePem, keyPem: await keyPem(keys.privateKey) };
}

async function sign(
  authority: KeyPair,
  request: CertificateRequest,
  publicKey: webcrypto.CryptoKey,
): Promise<string> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const usages = {
    client: [x509.ExtendedKeyUsage.clientAuth],
    server: [x509.ExtendedKeyUsage.serverAuth],
    "client-and-server": [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth],
  }[request.usage];
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(request.ipAddresses ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: subject(request.commonName, request.organizations ?? []),
    issuer: issuer.subject,
    notBefore: new Date(request.now - 5 * 60_000),
    notAfter: new Date(
      Math.min(request.now + request.validDays * dayMilliseconds, issuer.notAfter.getTime()),
    ),
    signingAlgorithm: algorithm,
    publicKey,
    signingKey: await importKey(authority.keyPem),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension(usages),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

export interface ParsedSigningRequest {
  commonName: string;
  organizations: string[];
  dnsNames: string[];
  ipAddresses: string[];
}

/**
 * What a PEM certificate signing request asks for. Throws when it is malformed or its signature is
 * wrong.
 */
export async function parseSigningRequest(pem: string): Promise<ParsedSigningRequest> {
  const x509 = await library();
  const request = new x509.Pkcs10CertificateRequest(pem);
  if (!(await request.verify()))
    throw new Error("The signing request's signature does not match its key");
  const name = request.subjectName;
  const extension = request.extensions.find(
    (one) => one instanceof x509.SubjectAlternativeNameExtension,
  );
  const alternative = extension?.names.items ?? [];
  return {
    commonName: name.getField("CN")[0] ?? "",
    organizations: name.getField("O"),
    dnsNames: alternative.filter((item) => item.type === "dns").map((item) => item.value),
    ipAddresses: alternative.filter((item) => item.type === "ip").map((item) => item.value),
  };
}

/** Signs the key of a signing request; names come from the caller, who has checked them. */
export async function signRequest(
  authority: KeyPair,
  pem: string,
  request: CertificateRequest,
): Promise<string> {
  const x509 = await library();
  const signingRequest = new x509.Pkcs10CertificateRequest(pem);
  const publicKey = await signingRequest.publicKey.export();
  return sign(authority, request, publicKey as webcrypto.CryptoKey);
}

/** A new key and a PEM signing request for it. */
export async function makeSigningRequest(request: {
  commonName: string;
  organizations: readonly string[];
  dnsNames?: readonly string[];
  ipAddresses?: readonly string[];
}): Promise<{ requestPem: string; keyPem: string }> {
  const x509 = await library();
  const keys = await newKey();
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(request.ipAddresses ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subject(request.commonName, request.organizations),
    keys,
    signingAlgorithm: algorithm,
    ...(names.length > 0 ? { extensions: [new x509.SubjectAlternativeNameExtension(names)] } : {}),
  });
  return { requestPem: `${made.toString("pem")}\n`, keyPem: await keyPem(keys.privateKey) };
}

/** A key that signs tokens: private key and public key as PEM. */
export async function makeTokenKey(): Promise<{ privatePem: string; publicPem: string }> {
  const keys = await newKey();
  const privatePem = await keyPem(keys.privateKey);
  return {
    privatePem,
    publicPem: createPublicKey(privatePem).export({ type: "spki", format: "pem" }) as string,
  };
}
