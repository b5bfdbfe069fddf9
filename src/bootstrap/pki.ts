// The files of a cluster's identity: authority, serving and client certificates, token key. Made at
// the first start, renewed when they near their end, never replaced otherwise.
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CertificateRequest,
  issueCertificate,
  type KeyPair,
  makeAuthority,
  makeTokenKey,
} from "./certificates.ts";

export interface Pki {
  authority: KeyPair;
  /** Serves the API. */
  server: KeyPair;
  /** The administrator: group system:masters. */
  admin: KeyPair;
  /** With which the API server asks kubelets for logs and exec. */
  kubeletClient: KeyPair;
  tokenKey: { privatePem: string; publicPem: string };
}

export interface PkiOptions {
  directory: string;
  serverDnsNames: readonly string[];
  serverIpAddresses: readonly string[];
  now: number;
}

const authorityDays = 3650;
const certificateDays = 365;
/** A certificate is renewed when less than this part of its life is left. */
const renewBelow = 0.3;

function writeSecret(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readPair(directory: string, name: string): KeyPair | undefined {
  const [certificate, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  if (!existsSync(certificate) || !existsSync(key)) return undefined;
  return { certificatePem: readFileSync(certificate, "utf8"), keyPem: readFileSync(key, "utf8") };
}

function writePair(directory: string, name: string, pair: KeyPair): void {
  writeSecret(join(directory, `${name}.key`), pair.keyPem);
  writeSecret(join(directory, `${name}.crt`), pair.certificatePem);
}

function isStillGood(pair: KeyPair, request: CertificateRequest, authority: KeyPair): boolean {
  try {
    const certificate = new X509Certificate(pair.certificatePem);
    const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
    const names = certificate.subjectAltName ?? "";
    return (
      to - request.now > (to - from) * renewBelow &&
      certificate.checkIssued(new X509Certificate(authority.certificatePem)) &&
      (request.dnsNames ?? []).every((name) => names.includes(`DNS:${name}`)) &&
      (request.ipAddresses ?? []).every((address) => names.includes(`IP Address:${address}`))
    );
  } catch {
    return false;
  }
}

/** The pair of that name, from its files while it is good, else newly issued. */
export async function ensureCertificate(
  directory: string,
  name: string,
  authority: KeyPair,
  request: CertificateRequest,
): Promise<KeyPair> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const existing = readPair(directory, name);
  if (existing && isStillGood(existing, request, authority)) return existing;
  const pair = await issueCertificate(authority, request);
  writePair(directory, name, pair);
  return pair;
}

async function ensureAuthority(directory: string, now: number): Promise<KeyPair> {
  const existing = readPair(directory, "ca");
  if (existing) return existing;
  const authority = await makeAuthority("coxswain-ca", { validDays: authorityDays, now });
  writePair(directory, "ca", authority);
  return authority;
}

async function ensureTokenKey(directory: string): Promise<Pki["tokenKey"]> {
  const [privateFile, publicFile] = [join(directory, "sa.key"), join(directory, "sa.pub")];
  if (existsSync(privateFile) && existsSync(publicFile)) {
    return {
      privatePem: readFileSync(privateFile, "utf8"),
      publicPem: readFileSync(publicFile, "utf8"),
    };
  }
  const key = await makeTokenKey();
  writeSecret(publicFile, key.publicPem);
  writeSecret(privateFile, key.privatePem);
  return key;
}

/** Reads what is there and makes what is missing or near its end. */
export async function ensurePki(options: PkiOptions): Promise<Pki> {
  const { directory, now } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const authority = await ensureAuthority(directory, now);
  const base = { validDays: certificateDays, now };
  const [server, admin, kubeletClient, tokenKey] = await Promise.all([
    ensureCertificate(directory, "apiserver", authority, {
      ...base,
      commonName: "kube-apiserver",
      dnsNames: options.serverDnsNames,
      ipAddresses: options.serverIpAddresses,
      usage: "server",
    }),
    ensureCertificate(directory, "admin", authority, {
      ...base,
      commonName: "kubernetes-admin",
      organizations: ["system:masters"],
      usage: "client",
    }),
    ensureCertificate(directory, "apiserver-kubelet-client", authority, {
      ...base,
      commonName: "kube-apiserver-kubelet-client",
      organizations: ["system:masters"],
      usage: "client",
    }),
    ensureTokenKey(directory),
  ]);
  return { authority, server, admin, kubeletClient, tokenKey };
}
