// Who is asking. Authenticators are tried in order; the first that knows the user wins.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/
import type { ApiRequest } from "../request-context.ts";
import type { UserInfo } from "./user-info.ts";

export type { UserInfo };

export interface Authenticator {
  readonly name: string;
  /**
   * The user; undefined when this authenticator has no opinion (its credential is not there).
   * Throws a 401 StatusError when its credential is there and bad.
   */
  authenticate(request: ApiRequest): Promise<UserInfo | undefined>;
}

export const anonymousUser: UserInfo = {
  name: "system:anonymous",
  groups: ["system:unauthenticated"],
  extra: {},
};
