// Label and field selectors of the fake API server.
import type { UnstructuredObject } from "#apimachinery";

export function matchesSelectors(object: UnstructuredObject, query: URLSearchParams): boolean {
  return (
    matchesLabels(object.metadata.labels ?? {}, query.get("labelSelector") ?? "") &&
    matchesFields(object, query.get("fieldSelector") ?? "")
  );
}

function matchesLabels(labels: Record<string, string>, selector: string): boolean {
  // Commas inside "in (a,b)" do not separate requirements.
  const requirements = selector.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
  return requirements.every((text) => {
    const requirement = text.trim();
    const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
    if (set) {
      const [, key = "", operator, list = ""] = set;
      const isIn = list.split(",").some((value) => value.trim() === labels[key]);
      return operator === "in" ? isIn : !isIn;
    }
    const pair = /^([^=!]+?)\s*(!=|==|=)\s*(.*)$/.exec(requirement);
    if (pair) {
      const [, key = "", operator, value] = pair;
      return operator === "!=" ? labels[key] !== value : labels[key] === value;
    }
    if (requirement.startsWith("!")) return labels[requirement.slice(1)] === undefined;
    return labels[requirement] !== undefined;
  });
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
