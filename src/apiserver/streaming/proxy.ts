// nodes/proxy, pods/proxy and services/proxy: passes a request on, whatever its method, and the
// answer back; also connections that change their protocol.
// https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { StatusError, serviceUnavailable } from "#apimachinery";
import {
  dialUpgrade,
  keepAlive,
  openUpstreamRequest,
  splice,
  UpgradeRefused,
  type UpstreamRequest,
  writeSwitchingProtocols,
} from "#streaming";
import type { RequestContext, Upgrade } from "../request-context.ts";
import type { ProxyTarget } from "./proxy-targets.ts";
import { rewriteHtml, rewriteLink } from "./rewrite-links.ts";
import { sendStream } from "./send-stream.ts";

const maxBodyBytes = 32 * 1024 * 1024;
/** Larger pages are passed on as they are. */
const maxRewrittenBytes = 4 * 1024 * 1024;
/** Of one connection, or of the client's relation to the API server. */
const ownHeaders = new Set([
  "accept-encoding",
  "authorization",
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export function proxyHandler(
  locate: (context: RequestContext) => Promise<ProxyTarget>,
): (context: RequestContext) => Promise<void> {
  return async (context) => {
    const { prefix, rest, query } = splitPath(context);
    const { method } = context.request;
    if (rest === "" && (method === "GET" || method === "HEAD")) {
      // A page at the root finds its relative links only below a slash.
      context.response.setHeader("location", `${prefix}/${query}`);
      context.response.send(301, "");
      return;
    }
    const target = await locate(context);
    const request: UpstreamRequest = {
      url: `${target.baseUrl}${rest || "/"}${query}`,
      method,
      headers: requestHeaders(context, prefix + rest),
      ...(target.tls ? { tls: target.tls } : {}),
      signal: context.request.signal,
    };
    if (context.request.upgrade) return passUpgrade(context, context.request.upgrade, request);
    await passRequest(context, request, { prefix, origin: target.baseUrl });
  };
}

/** The URL as the client wrote it: what leads here, what is behind, and the query with its mark. */
function splitPath({ request, info }: RequestContext): {
  prefix: string;
  rest: string;
  query: string;
} {
  const mark = request.url.indexOf("?");
  const path = mark < 0 ? request.url : request.url.slice(0, mark);
  const parts = path.split("/");
  // "", api, v1, [namespaces, NAMESPACE,] RESOURCE, NAME, proxy
  const length = info.namespace === "" ? 6 : 8;
  const prefix = parts.slice(0, length).join("/");
  return {
    prefix,
    rest: path.slice(prefix.length),
    query: mark < 0 ? "" : request.url.slice(mark),
  };
}

function requestHeaders(context: RequestContext, uri: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const { headers: given, remoteAddress } = context.request;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || name.startsWith(":") || ownHeaders.has(name)) continue;
    if (name.startsWith("impersonate-") || name.startsWith("x-remote-")) continue;
    headers[name] = value;
  }
  const host = given[":authority"] ?? given["host"] ?? "";
  if (host !== "") headers["host"] = host;
  const forwarded = given["x-forwarded-for"];
  headers["x-forwarded-for"] = forwarded ? `${forwarded}, ${remoteAddress}` : remoteAddress;
  headers["x-forwarded-host"] = host;
  headers["x-forwarded-proto"] = "https";
  headers["x-forwarded-uri"] = uri;
  return headers;
}

async function passRequest(
  context: RequestContext,
  request: UpstreamRequest,
  page: { prefix: string; origin: string },
): Promise<void> {
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const body = hasBody ? await context.request.readBody(maxBodyBytes) : undefined;
  const headers = body
    ? { ...request.headers, "content-length": String(body.length) }
    : request.headers;
  const sent = openUpstreamRequest({ ...request, headers });
  sent.end(body);
  let answer: IncomingMessage;
  try {
    [answer] = (await once(sent, "response")) as [IncomingMessage];
  } catch (error) {
    throw unreachable(error);
  }
  answer.on("error", () => {});
  sent.on("error", () => {});
  const html = request.method === "HEAD" ? undefined : await rewrittenPage(answer, page);
  copyHeaders(answer, context, page);
  if (html !== undefined) {
    context.response.send(answer.statusCode ?? 502, html);
    return;
  }
  const length = answer.headers["content-length"];
  if (length !== undefined) context.response.setHeader("content-length", length);
  await sendStream(answer, context, answer.statusCode ?? 502);
}

function unreachable(error: unknown): StatusError {
  const { message, code } = error as NodeJS.ErrnoException;
  const failure = serviceUnavailable(`error trying to reach service: ${message || code}`);
  return new StatusError(failure.status, { cause: error });
}

function copyHeaders(
  answer: IncomingMessage,
  context: RequestContext,
  { prefix, origin }: { prefix: string; origin: string },
): void {
  const dropped = new Set(
    (answer.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()),
  );
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || ownHeaders.has(name) || dropped.has(name)) continue;
    const text = name === "location" ? rewriteLink(String(value), prefix, origin) : value;
    // Several cookies stay several lines.
    context.response.setHeader(name, text as string);
  }
}

/** The page with its links put right; undefined for anything that is passed on as it is. */
async function rewrittenPage(
  answer: IncomingMessage,
  { prefix, origin }: { prefix: string; origin: string },
): Promise<string | undefined> {
  const type = answer.headers["content-type"] ?? "";
  if (!/^text\/html\b/i.test(type) || answer.headers["content-encoding"]) return undefined;
  const length = Number(answer.headers["content-length"] ?? Number.NaN);
  if (!(length > 0 && length <= maxRewrittenBytes)) {
    if (!Number.isNaN(length)) return undefined;
  }
  const chunks: Buffer[] = [];
  let read = 0;
  const iterator = answer.iterator({ destroyOnReturn: false });
  for await (const chunk of iterator) {
    chunks.push(chunk as Buffer);
    read += (chunk as Buffer).length;
    if (read > maxRewrittenBytes) {
      answer.unshift(Buffer.concat(chunks));
      return undefined;
    }
  }
  return rewriteHtml(Buffer.concat(chunks).toString(), prefix, origin);
}

async function passUpgrade(
  context: RequestContext,
  upgrade: Upgrade,
  request: UpstreamRequest,
): Promise<void> {
  const { socket, head, message } = upgrade;
  const headers = {
    ...request.headers,
    connection: "Upgrade",
    upgrade: message.headers["upgrade"] ?? "",
  };
  let server: Awaited<ReturnType<typeof dialUpgrade>>;
  try {
    server = await dialUpgrade({ ...request, headers });
  } catch (error) {
    if (!(error instanceof UpgradeRefused)) throw unreachable(error);
    context.response.setHeader("content-type", error.contentType || "text/plain");
    context.response.send(error.status, error.body);
    return;
  }
  if (socket.destroyed) {
    server.socket.destroy();
    return;
  }
  keepAlive(socket);
  writeSwitchingProtocols(
    socket,
    Object.entries(server.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((text) => [name, text] as const),
    ),
  );
  if (server.head.length > 0) socket.write(server.head);
  if (head.length > 0) server.socket.write(head);
  await splice(socket, server.socket);
}
