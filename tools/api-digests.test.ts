// A digest of each group's OpenAPI document and discovery, so that a change of the API is seen in
// review. Descriptions do not count: they are fetched when the product is built.
// After a wanted change: node --test --test-update-snapshots tools/api-digests.test.ts
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { startTestApiServer, type TestApiServer } from "#testing";

let api: TestApiServer;
before(async () => {
  api = await startTestApiServer({ namespaces: [] });
});
after(() => api.stop());

const get = (path: string): Promise<object> =>
  api.client.json({ method: "GET", path, headers: { accept: "application/json" } });

/** The same for the same content, whatever the order of keys. */
function digestOf(value: unknown): string {
  return createHash("sha256").update(sorted(value)).digest("hex").slice(0, 16);
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([key, field]) => key !== "description" || typeof field !== "string")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${key}:${sorted(field)}`).join()}}`;
}

test("each group's OpenAPI document is as in the snapshot", async (context) => {
  const { paths } = (await get("/openapi/v3")) as { paths: Record<string, unknown> };
  const digests: Record<string, string> = {};
  for (const path of Object.keys(paths).sort())
    digests[path] = digestOf(await get(`/openapi/v3/${path}`));
  context.assert.snapshot(digests);
});

test("each group's discovery is as in the snapshot", async (context) => {
  const { groups } = (await get("/apis")) as {
    groups: { versions: { groupVersion: string }[] }[];
  };
  const versions = groups.flatMap((group) => group.versions.map((one) => one.groupVersion));
  const digests: Record<string, string> = { "api/v1": digestOf(await get("/api/v1")) };
  for (const version of versions.sort()) digests[version] = digestOf(await get(`/apis/${version}`));
  context.assert.snapshot(digests);
});
