import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeSigningRequest, parseSigningRequest, signRequest } from "./certificates.ts";
import { ensurePki } from "./pki.ts";

test("ensurePki() makes a verifiable identity once and keeps it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cox-pki-"));
  try {
    const options = {
      directory,
      serverDnsNames: ["kubernetes"],
      serverIpAddresses: ["10.96.0.1"],
      now: Date.now(),
    };
    const pki = await ensurePki(options);
    const authority = new X509Certificate(pki.authority.certificatePem);
    const server = new X509Certificate(pki.server.certificatePem);
    assert.ok(server.verify(authority.publicKey));
    assert.equal(server.checkHost("kubernetes"), "kubernetes");
    assert.equal(server.checkIP("10.96.0.1"), "10.96.0.1");
    assert.match(new X509Certificate(pki.admin.certificatePem).subject, /O=system:masters/);
    assert.equal(statSync(join(directory, "ca.key")).mode & 0o777, 0o600);
    assert.deepEqual(await ensurePki(options), pki);
    const moved = await ensurePki({ ...options, serverIpAddresses: ["10.96.0.1", "172.31.0.11"] });
    assert.notEqual(moved.server.certificatePem, pki.server.certificatePem);
    assert.equal(moved.authority.certificatePem, pki.authority.certificatePem);
    const late = await ensurePki({ ...options, now: Date.now() + 300 * 86_400_000 });
    assert.notEqual(late.admin.certificatePem, pki.admin.certificatePem);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("signRequest() signs the key of a request that parseSigningRequest() has read", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cox-pki-"));
  try {
    const pki = await ensurePki({
      directory,
      serverDnsNames: [],
      serverIpAddresses: [],
      now: Date.now(),
    });
    const { requestPem } = await makeSigningRequest({
      commonName: "system:node:a",
      organizations: ["system:nodes"],
    });
    assert.deepEqual(await parseSigningRequest(requestPem), {
      commonName: "system:node:a",
      organizations: ["system:nodes"],
      dnsNames: [],
      ipAddresses: [],
    });
    const pem = await signRequest(pki.authority, requestPem, {
      commonName: "system:node:a",
      organizations: ["system:nodes"],
      usage: "client",
      validDays: 1,
      now: Date.now(),
    });
    assert.ok(
      new X509Certificate(pem).verify(new X509Certificate(pki.authority.certificatePem).publicKey),
    );
    await assert.rejects(parseSigningRequest("nonsense"));
  } finally {
    rmSync(directory, { recursive: true });
  }
});
