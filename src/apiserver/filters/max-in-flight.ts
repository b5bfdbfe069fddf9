// Bounds the requests that are worked on at once; those that hold a connection open do not count.
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (max-requests-inflight)
import { tooManyRequests } from "#apimachinery";
import type { RequestHandler, ServerContext } from "../server-context.ts";

export interface MaxInFlightLimits {
  reading: number;
  mutating: number;
}

export const defaultMaxInFlight: MaxInFlightLimits = { reading: 400, mutating: 200 };
const readingVerbs = new Set(["get", "list", "watch", "head", "options"]);
/** Administrators can always look, as in Kubernetes. */
const exemptGroup = "system:masters";

export class InFlight {
  reading = 0;
  mutating = 0;
  longRunning = 0;
}

export function withMaxInFlight(
  next: RequestHandler,
  limits: MaxInFlightLimits,
  inFlight: InFlight,
): RequestHandler {
  return (context) => {
    const kind = kindOf(context);
    if (kind !== "longRunning" && inFlight[kind] >= limits[kind]) {
      if (!context.user.groups.includes(exemptGroup)) {
        context.response.setHeader("retry-after", "1");
        throw tooManyRequests("Too many requests, please try again later.", 1);
      }
    }
    inFlight[kind]++;
    let result: Promise<void> | void;
    try {
      result = next(context);
    } catch (error) {
      inFlight[kind]--;
      throw error;
    }
    if (!(result instanceof Promise)) {
      inFlight[kind]--;
      return;
    }
    return result.finally(() => {
      inFlight[kind]--;
    });
  };
}

function kindOf(context: ServerContext): "reading" | "mutating" | "longRunning" {
  if (isLongRunning(context)) return "longRunning";
  return readingVerbs.has(context.info.verb) ? "reading" : "mutating";
}

const longRunningSubresources = new Set(["attach", "exec", "portforward", "proxy", "log"]);

/** Requests whose answer ends when the client or the object does. */
export function isLongRunning(context: ServerContext): boolean {
  const { verb, subresource } = context.info;
  return verb === "watch" || verb === "connect" || longRunningSubresources.has(subresource);
}
