// Everything that is not an object: health, metrics, version, discovery, OpenAPI, keys of tokens.

import { methodNotSupported } from "#apimachinery";
import type { Metrics } from "#component-base";
import { pageNotFound } from "../handlers/resource-router.ts";
import type { RequestHandler, ServerContext } from "../server-context.ts";
import type { ApiDiscovery } from "./api-discovery.ts";
import { serveDiscovery } from "./discovery-handler.ts";
import { type HealthCheck, serveHealth } from "./health.ts";
import type { OpenApiHandler } from "./openapi-handler.ts";
import { serverVersion } from "./version.ts";

/** The documents that let others verify ServiceAccount tokens. */
export interface TokenKeysProvider {
  /** `/.well-known/openid-configuration` */
  configuration(): string;
  /** `/openid/v1/jwks` */
  keys(): string;
}

export interface NonResourceOptions {
  discovery: ApiDiscovery;
  metrics: Metrics;
  liveChecks: readonly HealthCheck[];
  readyChecks: readonly HealthCheck[];
  serverAddress: () => string;
  tokenKeys: TokenKeysProvider | undefined;
  openApi: OpenApiHandler;
  /** Exact paths, or prefixes when they end with a slash. */
  extraPaths: Readonly<Record<string, RequestHandler>>;
}

export function nonResourceRouter(options: NonResourceOptions): RequestHandler {
  const routes = new Map<string, RequestHandler>([
    ["/", (context) => servePaths(context)],
    ["/version", (context) => sendJson(context, JSON.stringify(serverVersion))],
    ["/metrics", (context) => serveMetrics(context, options.metrics)],
    [
      "/.well-known/openid-configuration",
      (context) => serveKeys(context, options.tokenKeys?.configuration(), "application/json"),
    ],
    [
      "/openid/v1/jwks",
      (context) => serveKeys(context, options.tokenKeys?.keys(), "application/jwk-set+json"),
    ],
  ]);
  for (const [path, handler] of Object.entries(options.extraPaths)) routes.set(path, handler);

  return (context) => {
    const { method } = context.request;
    const path = trimmed(context.info.path);
    const extra = routes.get(path) ?? prefixRoute(path);
    if (extra) return extra(context);
    if (method !== "GET" && method !== "HEAD") {
      throw methodNotSupported({ group: "", resource: path }, method);
    }
    if (path.startsWith("/livez") && health(context, "livez")) return;
    if (path.startsWith("/readyz") && health(context, "readyz")) return;
    if (path.startsWith("/healthz") && health(context, "healthz")) return;
    if (options.openApi.serve(context, path)) return;
    if (serveDiscovery(context, options.discovery, options.serverAddress())) return;
    throw pageNotFound();
  };

  function health(context: ServerContext, endpoint: "livez" | "readyz" | "healthz"): boolean {
    const checks =
      endpoint === "readyz" ? [...options.liveChecks, ...options.readyChecks] : options.liveChecks;
    return serveHealth(context, endpoint, checks);
  }

  function prefixRoute(path: string): RequestHandler | undefined {
    for (const [route, handler] of routes) {
      if (route.length > 1 && route.endsWith("/") && path.startsWith(route)) return handler;
    }
    return undefined;
  }

  function servePaths(context: ServerContext): void {
    const paths = [
      ...routes.keys(),
      "/api",
      "/apis",
      "/openapi/v2",
      "/openapi/v3",
      "/healthz",
      "/livez",
      "/readyz",
    ];
    sendJson(context, JSON.stringify({ paths: paths.filter((path) => path !== "/").sort() }));
  }
}

function trimmed(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function sendJson(context: ServerContext, text: string): void {
  context.response.setHeader("content-type", "application/json");
  context.response.send(200, text);
}

async function serveMetrics(context: ServerContext, metrics: Metrics): Promise<void> {
  const text = await metrics.print();
  context.response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
  context.response.send(200, text);
}

function serveKeys(context: ServerContext, text: string | undefined, contentType: string): void {
  if (text === undefined) throw pageNotFound();
  context.response.setHeader("content-type", contentType);
  context.response.setHeader("cache-control", "public, max-age=3600");
  context.response.send(200, text);
}
