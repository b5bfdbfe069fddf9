// pods/exec, pods/attach and pods/portforward: bridges the client to the kubelet of the pod's node.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
import type { Pod } from "#api/core/v1";
import { badRequest, forbidden, StatusError } from "#apimachinery";
import {
  type DialSpdy,
  dialUpgrade,
  servePortForward,
  serveRemoteCommand,
  spdyRequestHeaders,
  UpgradeRefused,
  upgradeProtocol,
} from "#streaming";
import type { Authorizer } from "../authorization/authorizer.ts";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import type { RequestContext, Upgrade } from "../request-context.ts";
import { containerName, isSet } from "./connect-options.ts";
import { type KubeletTls, kubeletConnection } from "./kubelet-connections.ts";

export interface PodStreamDependencies {
  nodes(): ObjectStore;
  kubeletTls: KubeletTls;
  authorizer: Authorizer;
}

type Handle = (context: RequestContext, pods: ObjectStore) => Promise<void>;

export function podCommandHandler(
  path: "exec" | "attach",
  dependencies: PodStreamDependencies,
): Handle {
  return async (context, pods) => {
    const { info } = context;
    const pod = await getPod(context, pods);
    const container = containerName(pod, info.query);
    const upgrade = await upgradeOf(context, dependencies.authorizer);
    const tty = isSet(info.query, "tty");
    const streams = {
      stdin: isSet(info.query, "stdin"),
      stdout: isSet(info.query, "stdout"),
      // A terminal has one output.
      stderr: isSet(info.query, "stderr") && !tty,
      tty,
    };
    if (!streams.stdin && !streams.stdout && !streams.stderr) {
      throw badRequest("you must specify at least 1 of stdin, stdout, stderr");
    }
    const query = new URLSearchParams();
    if (path === "exec") {
      for (const word of info.query.getAll("command")) query.append("command", word);
    }
    if (streams.stdin) query.set("input", "1");
    if (streams.stdout) query.set("output", "1");
    if (streams.stderr) query.set("error", "1");
    if (tty) query.set("tty", "1");
    const target = `/${path}/${info.namespace}/${info.name}/${container}?${query}`;
    await serveRemoteCommand(
      upgrade,
      streams,
      kubeletDialer(context, pod, { target, dependencies }),
    );
  };
}

export function podPortForwardHandler(dependencies: PodStreamDependencies): Handle {
  return async (context, pods) => {
    const { info } = context;
    const pod = await getPod(context, pods);
    const upgrade = await upgradeOf(context, dependencies.authorizer);
    const ports = info.query.getAll("ports").flatMap((list) => list.split(",").map(portNumber));
    const query = new URLSearchParams();
    for (const port of ports) query.append("port", String(port));
    const target = `/portForward/${info.namespace}/${info.name}?${query}`;
    await servePortForward(upgrade, ports, kubeletDialer(context, pod, { target, dependencies }));
  };
}

export async function getPod(context: RequestContext, pods: ObjectStore): Promise<Pod> {
  return (await pods.get(context.info.namespace, context.info.name)) as unknown as Pod;
}

/**
 * The connection to take over. Running a command is never reading: who may only get pods/exec is
 * refused although a WebSocket must begin with GET.
 */
async function upgradeOf(context: RequestContext, authorizer: Authorizer): Promise<Upgrade> {
  const { request, info, user } = context;
  if (!request.upgrade) throw badRequest("Upgrade request required");
  if (upgradeProtocol(request.upgrade.message) !== "websocket") return request.upgrade;
  const { decision } = await authorizer.authorize({
    user,
    verb: "create",
    isResourceRequest: true,
    group: info.group,
    version: info.version,
    resource: info.resource,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    path: info.path,
  });
  if (decision === "allow") return request.upgrade;
  throw forbidden(
    { group: info.group, resource: info.resource },
    info.name,
    `User ${JSON.stringify(user.name)} cannot create resource ` +
      `"${info.resource}/${info.subresource}" in API group "${info.group}" ` +
      `in the namespace "${info.namespace}"`,
  );
}

function kubeletDialer(
  context: RequestContext,
  pod: Pod,
  { target, dependencies }: { target: string; dependencies: PodStreamDependencies },
): DialSpdy {
  return async (streamProtocols) => {
    const { nodeName } = pod.spec;
    if (!nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    const kubelet = await kubeletConnection(
      dependencies.nodes(),
      nodeName,
      dependencies.kubeletTls,
    );
    try {
      return await dialUpgrade({
        url: kubelet.baseUrl + target,
        method: "POST",
        headers: spdyRequestHeaders(streamProtocols),
        tls: kubelet.tls,
        signal: context.request.signal,
      });
    } catch (error) {
      throw dialFailure(error);
    }
  };
}

/** What the kubelet or the network said, as a Status. */
export function dialFailure(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof UpgradeRefused) {
    const code = error.status < 400 ? 502 : error.status;
    const message = `unable to upgrade connection: ${error.message}`;
    return new StatusError({ code, reason: reasonOf(code), message }, { cause: error });
  }
  const { message, code } = error as NodeJS.ErrnoException;
  return new StatusError(
    {
      code: 500,
      reason: "InternalError",
      message: `error dialing backend: ${message || code}`,
    },
    { cause: error },
  );
}

const reasons: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

export function reasonOf(code: number): string {
  return reasons[code] ?? "Unknown";
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw badRequest(`invalid port ${JSON.stringify(text)}`);
}
