// Reads from method and URL what a request asks for, as Kubernetes does: authorization, admission
// and routing all go by the result. A path is decoded once, here, and refused when a segment
// hides a separator.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
import { badRequest } from "#apimachinery";
import type { RequestInfo, Verb } from "../request-context.ts";

const pathLimit = 8_192;
/** Verbs written into the path by old clients: /api/v1/watch/pods. */
const specialVerbs = new Set(["proxy", "watch"]);
/** The only names that may follow a namespace's own name as its subresource. */
const namespaceSubresources = new Set(["status", "finalize"]);

const methodVerbs: Readonly<Record<string, Verb>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

export interface ServerRequestInfo extends RequestInfo {
  readonly hasQuery: boolean;
  /** The decoded path below a subresource: what a proxy is asked for. */
  readonly rest: string;
}

class ParsedRequestInfo implements ServerRequestInfo {
  isResourceRequest = false;
  verb: Verb = "get";
  apiPrefix = "";
  group = "";
  version = "";
  namespace = "";
  resource = "";
  subresource = "";
  name = "";
  rest = "";
  readonly path: string;
  readonly #search: string;
  #query: URLSearchParams | undefined;

  constructor(path: string, search: string) {
    this.path = path;
    this.#search = search;
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#search);
    return this.#query;
  }

  get hasQuery(): boolean {
    return this.#search !== "";
  }
}

/** Throws BadRequest for a path that cannot be read. */
export function parseRequestInfo(method: string, url: string): ServerRequestInfo {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? "" : url.slice(mark + 1);
  if (path.length > pathLimit) throw badRequest("The path is too long");
  if (path.charCodeAt(0) !== 0x2f) throw badRequest("The path does not begin with a slash");
  const info = new ParsedRequestInfo(path, search);
  info.verb = method.toLowerCase() as Verb;
  const parts = segments(path);
  if (parts.length < 3) return info;
  info.apiPrefix = parts[0] as string;
  let next = 1;
  if (info.apiPrefix === "apis") {
    // /apis/GROUP/VERSION alone is discovery.
    if (parts.length < 4) return info;
    info.group = parts[next++] as string;
  } else if (info.apiPrefix !== "api") {
    return info;
  }
  info.isResourceRequest = true;
  info.version = parts[next++] as string;
  fillResource(info, method, parts.slice(next));
  return info;
}

function fillResource(info: ParsedRequestInfo, method: string, rest: string[]): void {
  let parts = rest;
  const special = parts[0] as string;
  if (specialVerbs.has(special) && parts.length > 1) {
    info.verb = special === "watch" ? "watch" : "connect";
    parts = parts.slice(1);
  } else {
    info.verb = methodVerbs[method] ?? (method.toLowerCase() as Verb);
  }
  if (parts[0] === "namespaces" && parts.length > 1) {
    info.namespace = parts[1] as string;
    // What follows is a resource in the namespace, unless it belongs to the namespace itself.
    if (parts.length > 2 && !namespaceSubresources.has(parts[2] as string)) parts = parts.slice(2);
  }
  info.resource = parts[0] ?? "";
  info.name = parts[1] ?? "";
  info.subresource = parts[2] ?? "";
  if (parts.length > 3) info.rest = parts.slice(3).join("/");
  refineVerb(info);
}

function refineVerb(info: ParsedRequestInfo): void {
  if (info.name === "" && info.verb === "get") {
    info.verb = wantsWatch(info) ? "watch" : "list";
    const name = info.hasQuery ? exactName(info.query.get("fieldSelector")) : undefined;
    // RBAC by resourceNames works for lists and watches of one name.
    if (name !== undefined) info.name = name;
  } else if (info.name === "" && info.verb === "delete") {
    info.verb = "deletecollection";
  } else if (info.verb === "get" && info.subresource === "" && wantsWatch(info)) {
    info.verb = "watch";
  }
}

function wantsWatch(info: ParsedRequestInfo): boolean {
  if (!info.hasQuery) return false;
  const watch = info.query.get("watch");
  return watch !== null && watch !== "false" && watch !== "0";
}

function exactName(fieldSelector: string | null): string | undefined {
  if (!fieldSelector) return undefined;
  for (const part of fieldSelector.split(",")) {
    const match = /^metadata\.name==?([^=!]+)$/.exec(part);
    if (match) return match[1];
  }
  return undefined;
}

/** The decoded segments; a slash at the end counts for nothing. */
function segments(path: string): string[] {
  const parts = path.split("/");
  parts.shift();
  if (parts[parts.length - 1] === "") parts.pop();
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string;
    if (part === "") throw badRequest("The path holds an empty segment");
    if (part.includes("%")) parts[index] = decodeSegment(part);
    else if (part === "." || part === "..") throw badRequest("The path holds a relative segment");
  }
  return parts;
}

function decodeSegment(part: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) throw badRequest("The path is not properly percent-encoded");
    throw error;
  }
  if (decoded === "." || decoded === ".." || decoded.includes("/") || hasControl(decoded)) {
    throw badRequest("The path holds a segment that is not allowed");
  }
  return decoded;
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) < 0x20) return true;
  }
  return false;
}
