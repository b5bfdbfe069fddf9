// Generated files are what their generators write now, and none is left over.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { generateApiTypes } from "./generate-api-types.ts";
import { generateMessageTypes } from "./generate-message-types.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const advice = "run `npm run generate`";

test("the API types are those of the schema", () => {
  const wanted = new Map([...generateApiTypes()].map(([path, text]) => [`src/api/${path}`, text]));
  const present = globSync("src/api/**/*.generated.ts", { cwd: root });
  assert.deepEqual(present.sort(), [...wanted.keys()].sort(), advice);
  for (const [file, text] of wanted) assert.ok(read(file) === text, `${file}: ${advice}`);
});

test("the runtime's message types are those of the table", () => {
  const file = "src/cri/protocol/messages.generated.ts";
  assert.ok(read(file) === generateMessageTypes(), `${file}: ${advice}`);
});
