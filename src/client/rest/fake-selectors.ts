// Label and field selectors of the fake API server. It knows every field of every kind.
import { parseLabelSelector, type UnstructuredObject } from "#apimachinery";

export function matchesSelectors(object: UnstructuredObject, query: URLSearchParams): boolean {
  return (
    parseLabelSelector(query.get("labelSelector") ?? "").matches(object.metadata.labels ?? {}) &&
    matchesFields(object, query.get("fieldSelector") ?? "")
  );
}

function matchesFields(object: UnstructuredObject, selector: string): boolean {
  return selector.split(",").every((requirement) => {
    if (requirement === "") return true;
    const [, path = "", operator, value] = /^([^=!]+)(!=|==|=)(.*)$/.exec(requirement) ?? [];
    let field: unknown = object;
    for (const part of path.split(".")) field = (field as Record<string, unknown>)?.[part];
    const isEqual = String(field ?? "") === value;
    return operator === "!=" ? !isEqual : isEqual;
  });
}
