// `cox server`: the control plane and, unless told otherwise, this machine's node. What the API
// server does not need is loaded beside or after its start.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCertificate, type KeyPair, makeJoinToken } from "#bootstrap";
import { publishAccess, startControlPlane } from "./control-plane.ts";
import { runDaemon } from "./daemon.ts";
import { parseServerOptions } from "./options.ts";
import { publishNodePort } from "./publish.ts";

const options = parseServerOptions(process.argv.slice(2));
const here = import.meta.dirname;
const isBundle = here.endsWith("dist");
const root = isBundle ? join(here, "..") : join(here, "../..");

await runDaemon(options, async (daemon) => {
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  // containerd starts while the API server does.
  const runtime = options.withAgent
    ? import("./node-runtime.ts").then(({ startRuntime }) => startRuntime({ options, ...daemon }))
    : undefined;
  runtime?.catch(() => {});
  const plane = await startControlPlane({
    options,
    ...daemon,
    storeWorkerUrl: isBundle ? new URL("./store-worker.js", import.meta.url) : undefined,
    descriptionsFile: join(root, ".cache/descriptions.json.gz"),
  });
  await publishAccess(plane, options, {
    newToken: makeJoinToken,
    read: (name) =>
      existsSync(join(options.dataDirectory, name))
        ? readFileSync(join(options.dataDirectory, name), "utf8")
        : undefined,
    write(name, text) {
      const file = join(options.dataDirectory, name);
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  });
  daemon.report.send({ part: "api", message: "API server answers" });
  const { nodeUser, startComponents } = await import("./components.ts");
  await startComponents(plane, options, daemon);
  if (!runtime) return;
  const { clock, lifecycle, log } = daemon;
  for (const { fd, nodePort } of options.publish) {
    const published = publishNodePort({ fd, nodePort, nodeAddress: options.nodeAddress }, log);
    lifecycle.add(() => published.stop());
  }
  const { nodeName, nodeAddress } = options;
  const client = plane.clientFor(nodeUser(nodeName), "kubelet");
  const servingCertificate = (): Promise<KeyPair> =>
    ensureCertificate(join(options.nodeDirectory, "pki"), "serving", plane.pki.authority, {
      commonName: `system:node:${nodeName}`,
      organizations: ["system:nodes"],
      dnsNames: [nodeName],
      ipAddresses: [nodeAddress],
      usage: "server",
      validDays: 365,
      now: clock.now(),
    });
  const { startNodeAgent } = await import("./node-agent.ts");
  await startNodeAgent(
    {
      options,
      client,
      servingCertificate,
      authorityPem: plane.pki.authority.certificatePem,
      ...daemon,
    },
    runtime,
  );
});
