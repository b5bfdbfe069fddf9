// Group system:masters may do everything, whatever the roles say: the way back in.
import type { Attributes, Authorizer, Decision } from "../authorizer.ts";

export const superUserGroup = "system:masters";

export class SuperUserAuthorizer implements Authorizer {
  readonly name = "SuperUser";

  authorize(attributes: Attributes): Decision {
    return attributes.user.groups.includes(superUserGroup)
      ? { decision: "allow", reason: "" }
      : { decision: "no-opinion", reason: "" };
  }
}
