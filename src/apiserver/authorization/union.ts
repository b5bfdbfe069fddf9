// Several authorizers as one: the first that allows or denies decides; nobody's opinion is a no.
import type { UserInfo } from "../authentication/user-info.ts";
import type { Attributes, Authorizer, Decision, ResourceRules } from "./authorizer.ts";

export class UnionAuthorizer implements Authorizer {
  readonly name = "Union";
  readonly #authorizers: readonly Authorizer[];

  constructor(authorizers: readonly Authorizer[]) {
    this.#authorizers = authorizers;
  }

  authorize(attributes: Attributes): Decision | Promise<Decision> {
    return this.#askFrom(0, attributes, []);
  }

  rulesFor(user: UserInfo, namespace: string): ResourceRules {
    const all: ResourceRules = { resourceRules: [], nonResourceRules: [], incomplete: false };
    const errors: string[] = [];
    for (const authorizer of this.#authorizers) {
      const rules = authorizer.rulesFor?.(user, namespace);
      if (!rules) {
        all.incomplete = true;
        errors.push(`${authorizer.name} authorizer does not support user rule resolution`);
        continue;
      }
      all.resourceRules.push(...rules.resourceRules);
      all.nonResourceRules.push(...rules.nonResourceRules);
      all.incomplete ||= rules.incomplete;
      if (rules.evaluationError) errors.push(rules.evaluationError);
    }
    return errors.length > 0 ? { ...all, evaluationError: errors.join(", ") } : all;
  }

  /** Waits only for those that make it wait. */
  #askFrom(first: number, attributes: Attributes, reasons: string[]): Decision | Promise<Decision> {
    for (let index = first; index < this.#authorizers.length; index++) {
      const answer = (this.#authorizers[index] as Authorizer).authorize(attributes);
      if (answer instanceof Promise) {
        return answer.then((decision) => {
          if (decision.decision !== "no-opinion") return decision;
          if (decision.reason) reasons.push(decision.reason);
          return this.#askFrom(index + 1, attributes, reasons);
        });
      }
      if (answer.decision !== "no-opinion") return answer;
      if (answer.reason) reasons.push(answer.reason);
    }
    return { decision: "no-opinion", reason: reasons.join("\n") };
  }
}
