// The query of list and watch: selectors, paging and what state of the store is asked for.
// Checked to the letter of Kubernetes' rules.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
import {
  badRequest,
  type FieldError,
  type FieldSelector,
  FieldSelectorError,
  invalid,
  parseFieldSelector,
  parseLabelSelector,
  type Selector,
  SelectorError,
} from "#apimachinery";
import type { RequestContext } from "../request-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import type { ObjectSelector } from "../storage/watch-hub.ts";
import type { ServedResource } from "./served-resource.ts";

export interface ListOptions {
  selector: ObjectSelector | undefined;
  /** 0: no limit. */
  limit: number;
  continueToken: string;
  /** Undefined: not given. */
  resourceVersion: number | undefined;
  resourceVersionMatch: "" | "Exact" | "NotOlderThan";
  /** Milliseconds; 0: not given. */
  timeoutMilliseconds: number;
  allowWatchBookmarks: boolean;
  sendInitialEvents: boolean | undefined;
}

const noOptions: ListOptions = {
  selector: undefined,
  limit: 0,
  continueToken: "",
  resourceVersion: undefined,
  resourceVersionMatch: "",
  timeoutMilliseconds: 0,
  allowWatchBookmarks: false,
  sendInitialEvents: undefined,
};

export function parseListOptions(
  context: RequestContext & { info: { hasQuery: boolean } },
  resource: ServedResource,
  isWatch: boolean,
): ListOptions {
  if (!context.info.hasQuery) return noOptions;
  const { query } = context.info;
  const options: ListOptions = {
    selector: parseSelector(query.get("labelSelector"), query.get("fieldSelector"), resource),
    limit: parseInteger(query.get("limit"), "limit"),
    continueToken: query.get("continue") ?? "",
    resourceVersion: parseResourceVersion(query.get("resourceVersion")),
    resourceVersionMatch: (query.get("resourceVersionMatch") ?? "") as "",
    timeoutMilliseconds: parseInteger(query.get("timeoutSeconds"), "timeoutSeconds") * 1000,
    allowWatchBookmarks: parseBoolean(query.get("allowWatchBookmarks")) ?? false,
    sendInitialEvents: parseBoolean(query.get("sendInitialEvents")),
  };
  const errors = isWatch ? checkWatch(options) : checkList(options);
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", errors);
  return options;
}

function checkList(options: ListOptions): FieldError[] {
  const { resourceVersion, resourceVersionMatch: match, continueToken } = options;
  const errors: FieldError[] = [];
  if (match !== "") {
    if (continueToken) {
      errors.push(
        forbids(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden when continue is provided",
        ),
      );
    }
    if (resourceVersion === undefined) {
      errors.push(
        forbids(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden unless resourceVersion is provided",
        ),
      );
    }
    checkMatch(match, errors);
    if (match === "Exact" && resourceVersion === 0) {
      errors.push(
        forbids(
          "resourceVersionMatch",
          'resourceVersionMatch "Exact" is forbidden for resourceVersion "0"',
        ),
      );
    }
  }
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbids("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return errors;
}

function checkWatch(options: ListOptions): FieldError[] {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match === "") {
    errors.push(
      forbids(
        "resourceVersionMatch",
        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
      ),
    );
  }
  if (match !== "") {
    if (sendInitialEvents === undefined) {
      errors.push(
        forbids(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        ),
      );
    }
    checkMatch(match, errors);
    if (match === "Exact") {
      errors.push({
        type: "FieldValueNotSupported",
        field: "resourceVersionMatch",
        message: 'Unsupported value: "Exact": supported values: "NotOlderThan"',
      });
    }
  }
  if (options.continueToken) errors.push(forbids("continue", "continue is forbidden for watch"));
  return errors;
}

function checkMatch(match: string, errors: FieldError[]): void {
  if (match === "Exact" || match === "NotOlderThan") return;
  errors.push({
    type: "FieldValueNotSupported",
    field: "resourceVersionMatch",
    message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan"`,
  });
}

function forbids(field: string, why: string): FieldError {
  return { type: "FieldValueForbidden", field, message: `Forbidden: ${why}` };
}

function parseInteger(text: string | null, name: string): number {
  if (!text) return 0;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax (${name})`);
  }
  return Math.max(0, Number(text));
}

export function parseBoolean(text: string | null): boolean | undefined {
  if (text === null) return undefined;
  return text !== "false" && text !== "0";
}

export function parseResourceVersion(text: string | null): number | undefined {
  if (!text) return undefined;
  const revision = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(revision)) {
    throw invalid({ group: "", kind: "ListOptions" }, "", [
      {
        type: "FieldValueInvalid",
        field: "resourceVersion",
        message: `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
      },
    ]);
  }
  return revision;
}

/** Undefined: everything matches. Throws BadRequest for a selector that cannot be read. */
export function parseSelector(
  labelText: string | null,
  fieldText: string | null,
  resource: ServedResource,
): ObjectSelector | undefined {
  if (!labelText && !fieldText) return undefined;
  try {
    const labels = parseLabelSelector(labelText ?? "");
    const fields = parseFieldSelector(fieldText ?? "");
    if (labels.isEmpty && fields.isEmpty) return undefined;
    checkFields(fields, resource);
    return new EntrySelector(labels, fields, resource);
  } catch (error) {
    if (error instanceof SelectorError || error instanceof FieldSelectorError) {
      throw badRequest(error.message);
    }
    throw error;
  }
}

function checkFields(fields: FieldSelector, { definition }: ServedResource): void {
  const { selectableFields } = definition;
  for (const { field } of fields.requirements) {
    const isKnown =
      field === "metadata.name" ||
      field === "metadata.namespace" ||
      Object.hasOwn(selectableFields ?? {}, field);
    if (isKnown) continue;
    throw badRequest(
      selectableFields
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
}

class EntrySelector implements ObjectSelector {
  readonly text: string;
  readonly #labels: Selector | undefined;
  readonly #fields: FieldSelector;
  readonly #selectable: NonNullable<ServedResource["definition"]["selectableFields"]>;

  constructor(labels: Selector, fields: FieldSelector, resource: ServedResource) {
    this.text = `${labels.toString()};${fields.toString()}`;
    this.#labels = labels.isEmpty ? undefined : labels;
    this.#fields = fields;
    this.#selectable = resource.definition.selectableFields ?? {};
  }

  matches(entry: CacheEntry): boolean {
    for (const { field, operator, value } of this.#fields.requirements) {
      if ((this.#valueOf(entry, field) === value) !== (operator === "=")) return false;
    }
    return this.#labels ? this.#labels.matches(entry.labels) : true;
  }

  exactValue(field: string): string | undefined {
    return this.#fields.requiredValue(field);
  }

  #valueOf(entry: CacheEntry, field: string): string {
    if (field === "metadata.name") return entry.name;
    if (field === "metadata.namespace") return entry.namespace;
    return this.#selectable[field]?.(entry.object) ?? "";
  }
}
