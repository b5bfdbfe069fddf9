// The texts of `kubectl explain`, as tools/fetch-descriptions.ts leaves them. They are optional:
// without them the documents only lack their descriptions.

/** By definition ("io.k8s.api.core.v1.Pod"), then by field; "" is the definition's own text. */
export type DescriptionTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `describe` of OpenApiSources over a table. */
export function descriptionLookup(
  table: DescriptionTable,
): (openapiName: string, field?: string) => string | undefined {
  return (openapiName, field = "") => {
    const texts = Object.hasOwn(table, openapiName) ? table[openapiName] : undefined;
    return texts !== undefined && Object.hasOwn(texts, field) ? texts[field] : undefined;
  };
}
