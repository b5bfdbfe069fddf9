// Descriptions of kinds and fields for the OpenAPI documents, where the build has fetched them.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type DescriptionTable, descriptionLookup } from "#apimachinery/openapi";

export type DescribeDefinition = (openapiName: string, field?: string) => string | undefined;

/** Read when first asked for; without the file there are no descriptions. */
export function lazyDescriptions(file: string): DescribeDefinition {
  let lookup: DescribeDefinition | undefined;
  return (openapiName, field) => {
    lookup ??= read(file);
    return lookup(openapiName, field);
  };
}

function read(file: string): DescribeDefinition {
  try {
    return descriptionLookup(
      JSON.parse(gunzipSync(readFileSync(file)).toString()) as DescriptionTable,
    );
  } catch {
    return () => undefined;
  }
}
