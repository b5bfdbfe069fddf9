// `cox agent`: one node, which joins a server with a token.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "#client";
import { runDaemon } from "./daemon.ts";
import { startNodeAgent } from "./node-agent.ts";
import { NodeIdentity } from "./node-identity.ts";
import { startRuntime } from "./node-runtime.ts";
import { parseAgentOptions } from "./options.ts";

const options = parseAgentOptions(process.argv.slice(2));

await runDaemon(options, async (daemon) => {
  const { clock, lifecycle } = daemon;
  mkdirSync(options.nodeDirectory, { recursive: true, mode: 0o700 });
  const runtime = startRuntime({ options, ...daemon });
  runtime.catch(() => {});
  const authorityPem = readFileSync(options.certificateAuthority, "utf8");
  const { server, token, nodeName, nodeAddress } = options;
  const identity = new NodeIdentity({
    server,
    token,
    authorityPem,
    directory: join(options.nodeDirectory, "pki"),
    nodeName,
    nodeAddress,
    clock,
  });
  const transport = await identity.transport();
  lifecycle.add(() => transport.close());
  const client = createClient(transport, { userAgent: "kubelet/v1.36.0", clock });
  await startNodeAgent(
    {
      options,
      client,
      servingCertificate: () => identity.serving(client),
      authorityPem,
      ...daemon,
    },
    runtime,
  );
});
