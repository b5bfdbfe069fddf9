// Finds out who asks. A request whose credentials are bad is refused; one without any is anonymous.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/
import { StatusError, unauthorized } from "#apimachinery";
import { type Authenticator, anonymousUser } from "../authentication/authenticator.ts";
import type { UserInfo } from "../authentication/user-info.ts";
import type { RequestHandler, ServerContext } from "../server-context.ts";

/** A token that nobody knows is no reason to take its bearer for anonymous. */
const bearerCredential = /^bearer +\S/i;
const authenticatedGroup = "system:authenticated";

export function withAuthentication(
  next: RequestHandler,
  authenticator: Authenticator,
): RequestHandler {
  return (context) => {
    // The in-process transport has said who it is for.
    if (context.presetUser) return next(context);
    return authenticate(context, authenticator, next);
  };
}

async function authenticate(
  context: ServerContext,
  authenticator: Authenticator,
  next: RequestHandler,
): Promise<void> {
  const { request } = context;
  let user: UserInfo | undefined;
  try {
    user = await authenticator.authenticate(request);
  } catch (error) {
    // What is wrong with a credential is nothing for who sends it to know.
    throw error instanceof StatusError && error.code === 401 ? unauthorized() : error;
  }
  if (!user && bearerCredential.test(request.headers["authorization"] ?? "")) {
    throw unauthorized();
  }
  context.user = user ? withAuthenticatedGroup(user) : anonymousUser;
  return next(context);
}

const completed = new WeakMap<UserInfo, UserInfo>();

export function withAuthenticatedGroup(user: UserInfo): UserInfo {
  if (user.groups.includes(authenticatedGroup) || user.name === anonymousUser.name) return user;
  let complete = completed.get(user);
  if (!complete) {
    complete = { ...user, groups: [...user.groups, authenticatedGroup] };
    completed.set(user, complete);
  }
  return complete;
}
