// Several authenticators as one: the first that knows the user wins. Bad credentials count only
// when no other authenticator knows them.
import type { ApiRequest } from "../request-context.ts";
import type { Authenticator } from "./authenticator.ts";
import type { UserInfo } from "./user-info.ts";

export class UnionAuthenticator implements Authenticator {
  readonly name = "Union";
  readonly #authenticators: readonly Authenticator[];

  constructor(authenticators: readonly Authenticator[]) {
    this.#authenticators = authenticators;
  }

  async authenticate(request: ApiRequest): Promise<UserInfo | undefined> {
    let refusal: { error: unknown } | undefined;
    for (const authenticator of this.#authenticators) {
      try {
        const user = await authenticator.authenticate(request);
        if (user) return user;
      } catch (error) {
        refusal ??= { error };
      }
    }
    if (refusal) throw refusal.error;
    return undefined;
  }
}
