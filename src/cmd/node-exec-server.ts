// Starts the kubelet's HTTPS port: certificate, who may ask, what it serves.
import { X509Certificate } from "node:crypto";
import type { ContainerRuntime } from "#cri";
import { ExecServer, type PodContainers, subjectAccessReviews, tokenReviews } from "#kubelet";
import type { NodeAgentDependencies } from "./node-dependencies.ts";

const kubeletPort = 10_250;
/** A certificate is asked for again when less than this part of its life is left. */
const renewBelow = 0.3;
const longestTimerMilliseconds = 86_400_000;

export async function startExecServer(
  dependencies: NodeAgentDependencies,
  parts: { runtime: ContainerRuntime; podContainers: PodContainers },
): Promise<void> {
  const { options, client, clock, log, metrics, lifecycle, authorityPem } = dependencies;
  const tls = async (): Promise<{
    certificate: string;
    key: string;
    clientCertificateAuthority: string;
  }> => {
    const pair = await dependencies.servingCertificate();
    return {
      certificate: pair.certificatePem,
      key: pair.keyPem,
      clientCertificateAuthority: authorityPem,
    };
  };
  const first = await tls();
  const server = new ExecServer({
    clock,
    log: log.child({ component: "exec-server" }),
    ...parts,
    nodeName: options.nodeName,
    address: { host: options.nodeAddress, port: kubeletPort },
    tls: first,
    authenticateToken: tokenReviews(client, clock),
    authorize: subjectAccessReviews(client, clock),
    metrics: async (path) => (path === "/metrics" ? metrics.print() : undefined),
  });
  await server.start();
  lifecycle.add(() => server.stop());
  const renewLater = (certificate: string): void => {
    const { validFromDate, validToDate } = new X509Certificate(certificate);
    const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
    const delay = Math.min(
      longestTimerMilliseconds,
      Math.max(60_000, to - (to - from) * renewBelow - clock.now()),
    );
    const timer = clock.after(delay, () => {
      void tls().then(
        (fresh) => {
          server.reloadTls(fresh);
          renewLater(fresh.certificate);
        },
        (error: unknown) => {
          log.warn("The node's serving certificate was not renewed", { error });
          renewLater(certificate);
        },
      );
    });
    lifecycle.add(() => timer.cancel());
  };
  renewLater(first.certificate);
}
