// X.509: makes the cluster's authorities and signs certificates. What strangers send, signing
// requests, is read by a library, which is loaded only when one comes: a start does not pay for it.
// https://kubernetes.io/docs/setup/best-practices/certificates/ https://www.rfc-editor.org/rfc/rfc5280
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  KeyObject,
  randomBytes,
  sign as signBytes,
  webcrypto,
  X509Certificate,
} from "node:crypto";
import ipaddr from "ipaddr.js";
import {
  bitString,
  booleanTrue,
  childrenOf,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from "./der.ts";

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

const dayMilliseconds = 86_400_000;
/** Clocks of one machine's nodes agree; those of others may lag. */
const earlierMilliseconds = 5 * 60_000;

const ecdsaWithSha256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const identifiers = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  extensionRequest: "1.2.840.113549.1.9.14",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
  clientAuthentication: "1.3.6.1.5.5.7.3.2",
} as const;
/** Bits from the highest: 0 digitalSignature, 2 keyEncipherment, 5 keyCertSign, 6 cRLSign. */
const authorityUsage = bitString(Buffer.from([0b1000_0110]), 1);
const leafUsage = bitString(Buffer.from([0b1010_0000]), 5);

interface Key {
  private: KeyObject;
  /** SubjectPublicKeyInfo. */
  publicDer: Buffer;
}

function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { private: privateKey, publicDer: spkiOf(publicKey) };
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function keyPem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }) as string;
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** A positive serial number of 127 bits. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] as number) & 0x7f;
  return integer(bytes);
}

function subject(commonName: string, organizations: readonly string[]): Buffer {
  const part = (identifier: string, value: string): Buffer =>
    setOf(sequence(objectIdentifier(identifier), utf8String(value)));
  return sequence(
    ...organizations.map((name) => part(identifiers.organization, name)),
    part(identifiers.commonName, commonName),
  );
}

function extension(identifier: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [booleanTrue] : [];
  return sequence(objectIdentifier(identifier), ...critical, octetString(value));
}

/** SHA-1 of the key's bits, as RFC 5280 4.2.1.2 proposes. */
function keyIdentifier(spki: Buffer): Buffer {
  const [, bits] = childrenOf(spki);
  // Tag, length of 66 bytes, number of unused bits; then the point.
  return createHash("sha1")
    .update((bits as Buffer).subarray(3))
    .digest();
}

function alternativeNames({ dnsNames = [], ipAddresses = [] }: AlternativeNames): Buffer[] {
  if (dnsNames.length + ipAddresses.length === 0) return [];
  const names = [
    ...dnsNames.map((name) => implicit(2, Buffer.from(name, "latin1"))),
    ...ipAddresses.map((address) => implicit(7, Buffer.from(ipaddr.parse(address).toByteArray()))),
  ];
  return [extension(identifiers.subjectAlternativeName, sequence(...names))];
}

interface AlternativeNames {
  dnsNames?: readonly string[];
  ipAddresses?: readonly string[];
}

interface Certificate {
  issuer: Buffer;
  subject: Buffer;
  notBefore: number;
  notAfter: number;
  publicDer: Buffer;
  extensions: readonly Buffer[];
}

function signedCertificate(certificate: Certificate, signingKey: KeyObject): string {
  const version3 = explicit(0, integer(Buffer.from([2])));
  const signed = sequence(
    version3,
    serialNumber(),
    ecdsaWithSha256,
    certificate.issuer,
    sequence(time(certificate.notBefore), time(certificate.notAfter)),
    certificate.subject,
    certificate.publicDer,
    explicit(3, sequence(...certificate.extensions)),
  );
  return pem("CERTIFICATE", withSignature(signed, signingKey));
}

function withSignature(signed: Buffer, key: KeyObject): Buffer {
  return sequence(signed, ecdsaWithSha256, bitString(signBytes("sha256", signed, key)));
}

/** A certificate authority of its own. */
export function makeAuthority(
  commonName: string,
  options: { validDays: number; now: number },
): KeyPair {
  const key = newKey();
  const name = subject(commonName, []);
  const certificatePem = signedCertificate(
    {
      issuer: name,
      subject: name,
      notBefore: options.now - earlierMilliseconds,
      notAfter: options.now + options.validDays * dayMilliseconds,
      publicDer: key.publicDer,
      extensions: [
        extension(identifiers.basicConstraints, sequence(booleanTrue), true),
        extension(identifiers.keyUsage, authorityUsage, true),
        extension(identifiers.subjectKeyIdentifier, octetString(keyIdentifier(key.publicDer))),
      ],
    },
    key.private,
  );
  return { certificatePem, keyPem: keyPem(key.private) };
}

/** A certificate with a new key, signed by the authority. */
export function issueCertificate(authority: KeyPair, request: CertificateRequest): KeyPair {
  const key = newKey();
  return {
    certificatePem: sign(authority, request, key.publicDer),
    keyPem: keyPem(key.private),
  };
}

function sign(authority: KeyPair, request: CertificateRequest, publicDer: Buffer): string {
  const issuer = new X509Certificate(authority.certificatePem);
  const usages = {
    client: [identifiers.clientAuthentication],
    server: [identifiers.serverAuthentication],
    "client-and-server": [identifiers.serverAuthentication, identifiers.clientAuthentication],
  }[request.usage];
  const authorityKey = implicit(0, keyIdentifier(spkiOf(issuer.publicKey)));
  return signedCertificate(
    {
      issuer: subjectOf(issuer),
      subject: subject(request.commonName, request.organizations ?? []),
      notBefore: request.now - earlierMilliseconds,
      notAfter: Math.min(
        request.now + request.validDays * dayMilliseconds,
        issuer.validToDate.getTime(),
      ),
      publicDer,
      extensions: [
        extension(identifiers.basicConstraints, sequence(), true),
        extension(identifiers.keyUsage, leafUsage, true),
        extension(identifiers.extendedKeyUsage, sequence(...usages.map(objectIdentifier))),
        extension(identifiers.authorityKeyIdentifier, sequence(authorityKey)),
        ...alternativeNames(request),
      ],
    },
    createPrivateKey(authority.keyPem),
  );
}

/** The name in a certificate as it is written there. */
function subjectOf(certificate: X509Certificate): Buffer {
  const [signed] = childrenOf(certificate.raw);
  // Version, serial number, algorithm, issuer, validity, subject.
  return childrenOf(signed as Buffer)[5] as Buffer;
}

async function library(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  return x509;
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
  requestPem: string,
  request: CertificateRequest,
): Promise<string> {
  const x509 = await library();
  const publicKey = await new x509.Pkcs10CertificateRequest(requestPem).publicKey.export();
  return sign(authority, request, spkiOf(KeyObject.from(publicKey as webcrypto.CryptoKey)));
}

/** A new key and a PEM signing request for it. */
export function makeSigningRequest(
  request: { commonName: string; organizations: readonly string[] } & AlternativeNames,
): { requestPem: string; keyPem: string } {
  const key = newKey();
  const names = alternativeNames(request);
  const wanted = sequence(
    objectIdentifier(identifiers.extensionRequest),
    setOf(sequence(...names)),
  );
  const signed = sequence(
    integer(Buffer.from([0])),
    subject(request.commonName, request.organizations),
    key.publicDer,
    names.length > 0 ? explicit(0, wanted) : explicit(0),
  );
  const requestPem = pem("CERTIFICATE REQUEST", withSignature(signed, key.private));
  return { requestPem, keyPem: keyPem(key.private) };
}

/** A key that signs tokens: private key and public key as PEM. */
export function makeTokenKey(): { privatePem: string; publicPem: string } {
  const privatePem = keyPem(newKey().private);
  return {
    privatePem,
    publicPem: createPublicKey(privatePem).export({ type: "spki", format: "pem" }) as string,
  };
}
