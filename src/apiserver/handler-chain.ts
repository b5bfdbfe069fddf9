// The way of every request: who asks, may they, is there room, and then the handler of what is
// asked for. Each filter is one function around the next. Handlers that need not wait answer
// without a promise. Order matters and is Kubernetes' own.
import { randomUUID } from "node:crypto";
import { internalError, StatusError } from "#apimachinery";
import type { Clock } from "#base";
import type { Logger } from "#component-base";
import { type Authenticator, anonymousUser } from "./authentication/authenticator.ts";
import type { UserInfo } from "./authentication/user-info.ts";
import type { Authorizer } from "./authorization/authorizer.ts";
import { withAuthentication } from "./filters/authentication.ts";
import { withAuthorization } from "./filters/authorization.ts";
import { withImpersonation } from "./filters/impersonation.ts";
import { type InFlight, type MaxInFlightLimits, withMaxInFlight } from "./filters/max-in-flight.ts";
import { parseRequestInfo, type ServerRequestInfo } from "./filters/request-info.ts";
import type { RequestMetrics } from "./filters/request-metrics.ts";
import { withTimeout } from "./filters/timeout.ts";
import { sendError } from "./handlers/send-error.ts";
import type { ApiRequest, ApiResponse } from "./request-context.ts";
import type { RequestHandler, ServerContext } from "./server-context.ts";

export interface HandlerChainOptions {
  authenticator: Authenticator;
  authorizer: Authorizer;
  maxInFlight: MaxInFlightLimits;
  inFlight: InFlight;
  requestTimeoutMilliseconds: number;
  metrics: RequestMetrics;
  clock: Clock;
  log: Logger;
  route: RequestHandler;
}

/** Takes a request as it came; `user` is set where it needs no authentication. Never throws. */
export type HandlerChain = (request: ApiRequest, response: ApiResponse, user?: UserInfo) => void;

export function buildHandlerChain(options: HandlerChainOptions): HandlerChain {
  const { clock, log, metrics } = options;
  // From the inside out; read upwards for the way of a request.
  let handler = options.route;
  handler = withTimeout(handler, clock, options.requestTimeoutMilliseconds);
  handler = withAuthorization(handler, options.authorizer);
  handler = withMaxInFlight(handler, options.maxInFlight, options.inFlight);
  handler = withImpersonation(handler, options.authorizer);
  handler = withAuthentication(handler, options.authenticator);

  return (request, response, user) => {
    const context = startRequest(request, response, { user, clock });
    if (!context) return;
    try {
      const result = handler(context);
      if (result instanceof Promise) {
        result.then(
          () => metrics.finished(context),
          (error) => fail(context, error),
        );
      } else metrics.finished(context);
    } catch (error) {
      fail(context, error);
    }
  };

  function fail(context: ServerContext, error: unknown): void {
    const status = error instanceof StatusError ? error : internalError("unexpected error", error);
    if (!(error instanceof StatusError)) {
      log.error("Request handler failed", {
        error,
        method: context.request.method,
        path: context.info.path,
        auditId: context.auditId,
      });
    }
    try {
      sendError(context, status);
    } catch (sendFailure) {
      log.error("Answer could not be sent", { error: sendFailure, auditId: context.auditId });
    }
    metrics.finished(context);
  }
}

function startRequest(
  request: ApiRequest,
  response: ApiResponse,
  options: { user: UserInfo | undefined; clock: Clock },
): ServerContext | undefined {
  const auditId = auditIdOf(request);
  let info: ServerRequestInfo;
  let refusal: unknown;
  try {
    info = parseRequestInfo(request.method, request.url);
  } catch (error) {
    info = parseRequestInfo("GET", "/");
    refusal = error;
  }
  const context: ServerContext = {
    request,
    response,
    info,
    user: options.user ?? anonymousUser,
    presetUser: options.user !== undefined,
    startMilliseconds: options.clock.monotonic(),
    auditId,
    warnings: [],
  };
  response.setHeader("audit-id", auditId);
  response.setHeader("cache-control", "no-cache, private");
  if (refusal === undefined) return context;
  sendError(context, refusal as StatusError);
  return undefined;
}

function auditIdOf(request: ApiRequest): string {
  const given = request.headers["audit-id"];
  return given && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}
