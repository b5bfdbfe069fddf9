// The request context as this room's own filters and handlers see it.
import type { ServerRequestInfo } from "./filters/request-info.ts";
import type { RequestContext } from "./request-context.ts";

export interface ServerContext extends RequestContext {
  readonly info: ServerRequestInfo;
  /** The user came with the request (in-process transport) and need not be authenticated. */
  readonly presetUser: boolean;
}

/** Answers without a promise when it need not wait. */
export type RequestHandler = (context: ServerContext) => Promise<void> | void;
