// pods/log: streams a container's log from the kubelet of its node, over HTTP or a WebSocket.
// https://kubernetes.io/docs/concepts/cluster-administration/logging/
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { badRequest, internalError, StatusError } from "#apimachinery";
import { acceptWebSocket, chooseProtocol, openUpstreamRequest, upgradeProtocol } from "#streaming";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import type { RequestContext } from "../request-context.ts";
import { containerName, isSet, logQuery } from "./connect-options.ts";
import { type KubeletTls, kubeletConnection } from "./kubelet-connections.ts";
import { dialFailure, getPod, reasonOf } from "./pod-streams.ts";
import { sendStream } from "./send-stream.ts";

export interface PodLogDependencies {
  nodes(): ObjectStore;
  kubeletTls: KubeletTls;
}

const webSocketProtocols = ["binary.k8s.io", "base64.binary.k8s.io", ""];
const maxErrorBytes = 64 * 1024;

export function podLogHandler(
  dependencies: PodLogDependencies,
): (context: RequestContext, pods: ObjectStore) => Promise<void> {
  return async (context, pods) => {
    const { info, request, response } = context;
    const pod = await getPod(context, pods);
    const query = logQuery(info.query, info.name);
    const container = containerName(pod, info.query);
    const { nodeName } = pod.spec;
    if (!nodeName) {
      // Nothing runs yet, so there is nothing to show.
      response.setHeader("content-type", "text/plain");
      response.send(200, "");
      return;
    }
    const { upgrade } = request;
    const isWebSocket = upgrade !== undefined && upgradeProtocol(upgrade.message) === "websocket";
    const protocol = isWebSocket ? chooseProtocol(upgrade, webSocketProtocols) : "";
    const kubelet = await kubeletConnection(
      dependencies.nodes(),
      nodeName,
      dependencies.kubeletTls,
    );
    const log = await requestLog({
      url: `${kubelet.baseUrl}/containerLogs/${info.namespace}/${info.name}/${container}?${query}`,
      method: "GET",
      headers: {},
      tls: {
        ...kubelet.tls,
        skipVerification: isSet(info.query, "insecureSkipTLSVerifyBackend"),
      },
      signal: request.signal,
    });
    if (!isWebSocket) {
      response.setHeader("content-type", "text/plain");
      await sendStream(log, context, 200);
      return;
    }
    await sendToWebSocket(log, upgrade, protocol);
  };
}

async function requestLog(
  request: Parameters<typeof openUpstreamRequest>[0],
): Promise<IncomingMessage> {
  const sent = openUpstreamRequest(request);
  sent.end();
  let message: IncomingMessage;
  try {
    [message] = (await once(sent, "response")) as [IncomingMessage];
  } catch (error) {
    throw dialFailure(error);
  }
  // When the client goes away the request is aborted, and this is no failure of ours.
  message.on("error", () => {});
  sent.on("error", () => {});
  const code = message.statusCode ?? 500;
  if (code < 300) return message;
  const text = await readText(message);
  sent.destroy();
  if (code === 400) throw badRequest(text);
  if (code === 500) throw internalError(text);
  throw new StatusError({ code, reason: reasonOf(code), message: text.trim() });
}

async function readText(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of message) {
    text += String(chunk);
    if (text.length > maxErrorBytes) break;
  }
  return text;
}

async function sendToWebSocket(
  log: IncomingMessage,
  upgrade: NonNullable<RequestContext["request"]["upgrade"]>,
  protocol: string,
): Promise<void> {
  const webSocket = await acceptWebSocket(upgrade, protocol);
  webSocket.once("close", () => log.destroy());
  // What a client of a log sends is of no interest, but its end must be seen.
  webSocket.on("message", () => {});
  const isText = protocol.startsWith("base64.");
  try {
    for await (const chunk of log) {
      const message = isText ? (chunk as Buffer).toString("base64") : (chunk as Buffer);
      await new Promise<void>((resolve) => {
        webSocket.send(message, () => resolve());
      });
    }
    webSocket.close(1000);
  } catch {
    webSocket.terminate();
  }
}
