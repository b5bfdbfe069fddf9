import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { test } from "node:test";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { issueCertificate, makeAuthority } from "./certificates.ts";
import { childrenOf } from "./der.ts";

const now = Date.UTC(2026, 4, 1, 12, 30, 15);

test("makeAuthority() makes a certificate that a library reads as one of an authority", async () => {
  const { certificatePem, keyPem } = makeAuthority("coxswain-ca", { validDays: 3650, now });
  const certificate = new x509.X509Certificate(certificatePem);
  assert.equal(certificate.subject, "CN=coxswain-ca");
  assert.equal(certificate.issuer, "CN=coxswain-ca");
  assert.equal(certificate.notBefore.getTime(), now - 5 * 60_000);
  assert.equal(certificate.notAfter.getTime(), now + 3650 * 86_400_000);
  assert.ok(await certificate.isSelfSigned());
  const constraints = certificate.getExtension(x509.BasicConstraintsExtension);
  assert.deepEqual([constraints?.ca, constraints?.critical], [true, true]);
  const usages = certificate.getExtension(x509.KeyUsagesExtension);
  const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
  assert.equal(usages?.usages, keyCertSign | cRLSign | digitalSignature);
  const identifier = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  const expected = await certificate.publicKey.getKeyIdentifier();
  assert.equal(identifier?.keyId, Buffer.from(expected).toString("hex"));
  assert.ok(new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem)));
});

test("issueCertificate() puts names, usages and the authority's life into the certificate", () => {
  const authority = makeAuthority("a long name ".repeat(20), { validDays: 10, now });
  const { certificatePem, keyPem } = issueCertificate(authority, {
    commonName: "kube-apiserver",
    organizations: ["one", "two"],
    dnsNames: ["kubernetes", "kubernetes.default.svc"],
    ipAddresses: ["10.96.0.1", "fd00:10:96::1"],
    usage: "client-and-server",
    validDays: 365,
    now,
  });
  const issuer = new X509Certificate(authority.certificatePem);
  const certificate = new X509Certificate(certificatePem);
  assert.ok(certificate.checkIssued(issuer));
  assert.ok(certificate.verify(issuer.publicKey));
  assert.ok(certificate.checkPrivateKey(createPrivateKey(keyPem)));
  assert.equal(certificate.validTo, issuer.validTo);
  assert.equal(certificate.ca, false);
  assert.equal(certificate.subject, "O=one\nO=two\nCN=kube-apiserver");
  assert.equal(certificate.checkHost("kubernetes.default.svc"), "kubernetes.default.svc");
  assert.equal(certificate.checkIP("fd00:10:96::1"), "fd00:10:96::1");
  const read = new x509.X509Certificate(certificatePem);
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const extended = read.getExtension(x509.ExtendedKeyUsageExtension);
  assert.deepEqual([...(extended?.usages ?? [])], [serverAuth, clientAuth]);
  const authorityKey = read.getExtension(x509.AuthorityKeyIdentifierExtension);
  const ofIssuer = new x509.X509Certificate(authority.certificatePem).getExtension(
    x509.SubjectKeyIdentifierExtension,
  );
  assert.equal(authorityKey?.keyId, ofIssuer?.keyId);
});

test("serial numbers are positive and in their shortest form", () => {
  const authority = makeAuthority("ca", { validDays: 1, now });
  for (let round = 0; round < 300; round++) {
    const request = { commonName: "x", usage: "client", validDays: 1, now } as const;
    const { certificatePem } = issueCertificate(authority, request);
    const [signed] = childrenOf(new X509Certificate(certificatePem).raw);
    const [tag, , first = 0, second = 0] = childrenOf(signed as Buffer)[1] as Buffer;
    assert.equal(tag, 2);
    assert.ok(first < 0x80 && (first > 0 || second >= 0x80));
  }
});
