// Asks whether the user may do what the request asks for.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/
import { forbidden, StatusError } from "#apimachinery";
import type { Attributes, Authorizer, Decision } from "../authorization/authorizer.ts";
import type { RequestHandler, ServerContext } from "../server-context.ts";

export function withAuthorization(next: RequestHandler, authorizer: Authorizer): RequestHandler {
  return (context) => {
    const decision = authorizer.authorize(attributesOf(context));
    if (decision instanceof Promise) {
      return decision.then((decided) => {
        check(context, decided);
        return next(context);
      });
    }
    check(context, decision);
    return next(context);
  };
}

function check(context: ServerContext, decision: Decision): void {
  if (decision.decision !== "allow") throw forbiddenError(context, decision.reason);
}

export function attributesOf(context: ServerContext): Attributes {
  const { info, user } = context;
  const attributes: Attributes = {
    user,
    verb: verbOf(context),
    isResourceRequest: info.isResourceRequest,
    group: info.group,
    version: info.version,
    resource: info.resource,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    path: info.path,
  };
  if (info.verb === "list" || info.verb === "watch" || info.verb === "deletecollection") {
    const fieldSelector = info.query.get("fieldSelector");
    const labelSelector = info.query.get("labelSelector");
    if (fieldSelector) attributes.fieldSelector = fieldSelector;
    if (labelSelector) attributes.labelSelector = labelSelector;
  }
  return attributes;
}

/** "connect" is this server's own word; rules speak of the method's verb. */
function verbOf(context: ServerContext): string {
  if (context.info.verb !== "connect") return context.info.verb;
  return context.request.method === "POST" ? "create" : "get";
}

/** The refusal, in the words that kubectl prints. */
export function forbiddenError(context: ServerContext, reason: string): StatusError {
  const { info, user } = context;
  const why = reason ? `: ${reason}` : "";
  const verb = verbOf(context);
  if (!info.isResourceRequest) {
    const message = `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(info.path)}${why}`;
    return new StatusError({ code: 403, reason: "Forbidden", message, details: {} });
  }
  const what = info.subresource ? `${info.resource}/${info.subresource}` : info.resource;
  const scope = info.namespace
    ? ` in the namespace ${JSON.stringify(info.namespace)}`
    : " at the cluster scope";
  return forbidden(
    { group: info.group, resource: info.resource },
    info.name,
    `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(info.group)}${scope}${why}`,
  );
}
