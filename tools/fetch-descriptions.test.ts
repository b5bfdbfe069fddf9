import assert from "node:assert/strict";
import { test } from "node:test";
import { collectDescriptions, readComments } from "./fetch-descriptions.ts";

test("readComments() finds the texts of a class and of its properties", () => {
  const declaration = `/**
 * A header that belongs to the file.
 */
import { A } from '../models/A.js';
/**
* What it is.
*/
export declare class V1Thing {
    /**
    * Says \\"a\\" or \\'b\\'.
    */
    'name': string;
    'plain'?: A;
    /**
    * Two
    * lines
    */
    'last'?: string;
}`;
  assert.deepEqual(readComments(declaration), {
    "": "What it is.",
    name: `Says "a" or 'b'.`,
    last: "Two\nlines",
  });
});

test("collectDescriptions() finds kinds whose names several groups have", () => {
  const table = collectDescriptions();
  assert.match(table["io.k8s.api.core.v1.Event"]?.[""] ?? "", /event/i);
  assert.match(table["io.k8s.api.events.v1.Event"]?.["eventTime"] ?? "", /time/i);
  assert.ok(table["io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"]?.["continue"]);
  assert.ok(
    (table["io.k8s.api.core.v1.PodSpec"]?.["dnsPolicy"] ?? "").startsWith("Set DNS policy"),
  );
});
