// Label selectors, made from their text or from the LabelSelector of an object.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
import { parseRequirements } from "./parse.ts";
import { type LabelOperator, type Labels, Requirement, SelectorError } from "./requirement.ts";

export interface LabelSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** The LabelSelector of the API (`spec.selector` of a Deployment). */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: LabelSelectorRequirement[];
}

export class Selector {
  /** All must hold; sorted by key. */
  readonly requirements: readonly Requirement[];
  readonly #matchesNothing: boolean;
  #text: string | undefined;

  constructor(requirements: readonly Requirement[], options: { matchesNothing?: boolean } = {}) {
    this.requirements = [...requirements].sort((a, b) =>
      a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
    );
    this.#matchesNothing = options.matchesNothing ?? false;
  }

  static readonly everything = new Selector([]);
  static readonly nothing = new Selector([], { matchesNothing: true });

  /** True when every object matches. */
  get isEmpty(): boolean {
    return this.requirements.length === 0 && !this.#matchesNothing;
  }

  matches(labels: Labels | undefined): boolean {
    if (this.#matchesNothing) return false;
    for (const requirement of this.requirements) {
      if (!requirement.matches(labels)) return false;
    }
    return true;
  }

  /** The text form; "" when everything matches. */
  toString(): string {
    this.#text ??= this.requirements.join(",");
    return this.#text;
  }

  /** The value that a label must have, when the selector says so. */
  requiredValue(key: string): string | undefined {
    for (const { key: own, operator, values } of this.requirements) {
      if (own === key && values.size === 1 && ["=", "==", "in"].includes(operator)) {
        return values.values().next().value;
      }
    }
    return undefined;
  }
}

/** Reads "app=web,tier in (a,b),!old". Throws a SelectorError in Kubernetes' words. */
export function parseLabelSelector(text: string): Selector {
  const requirements = parseRequirements(text);
  return requirements.length ? new Selector(requirements) : Selector.everything;
}

/** The selector that labels equal to these satisfy (a ReplicationController's or Service's map). */
export function selectorFromLabels(labels: Labels | undefined): Selector {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) return Selector.everything;
  return new Selector(entries.map(([key, value]) => new Requirement(key, "=", [value])));
}

const objectOperators: Readonly<Record<string, LabelOperator>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

/** An absent LabelSelector matches nothing, an empty one everything. Throws a SelectorError. */
export function compileLabelSelector(selector: LabelSelector | undefined): Selector {
  if (!selector) return Selector.nothing;
  const requirements = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]) => new Requirement(key, "=", [value]),
  );
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (!Object.hasOwn(objectOperators, operator)) {
      throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    }
    requirements.push(new Requirement(key, objectOperators[operator] as LabelOperator, values));
  }
  return requirements.length ? new Selector(requirements) : Selector.everything;
}

/** A LabelSelector as kubectl shows it: "<none>" when empty, "<error>" when it is wrong. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  try {
    return compileLabelSelector(selector).toString() || "<none>";
  } catch {
    return "<error>";
  }
}
