// Answers a request that takes too long, whatever it still waits for.
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (request-timeout)

import { badRequest, parseDuration, timeout } from "#apimachinery";
import type { Clock } from "#base";
import type { RequestHandler, ServerContext } from "../server-context.ts";
import { isLongRunning } from "./max-in-flight.ts";

export function withTimeout(
  next: RequestHandler,
  clock: Clock,
  limitMilliseconds: number,
): RequestHandler {
  return (context) => {
    if (isLongRunning(context)) return next(context);
    const limit = requestLimit(context, limitMilliseconds);
    const result = next(context);
    if (!(result instanceof Promise)) return result;
    return new Promise<void>((resolve, reject) => {
      const timer = clock.after(limit, () =>
        reject(timeout("request did not complete within the allotted timeout")),
      );
      result.then(resolve, reject).finally(() => timer.cancel());
    });
  };
}

function requestLimit(context: ServerContext, most: number): number {
  if (!context.info.isResourceRequest || !context.info.hasQuery) return most;
  const text = context.info.query.get("timeout");
  if (!text) return most;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw badRequest(`invalid timeout specified in the request URL`);
  return milliseconds > 0 ? Math.min(milliseconds, most) : most;
}
