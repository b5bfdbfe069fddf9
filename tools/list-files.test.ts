// The lists of parts: nothing twice, and each change of a list or of its order is seen in review.
// After a wanted change: node --test --test-update-snapshots tools/list-files.test.ts
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { allResources } from "#api";
import { admissionPlugins } from "../src/apiserver/admission/plugins/registry.ts";
import { loadCommands } from "../src/cli/commands/registry.ts";
import { podNetworks } from "../src/cni/plugins/registry.ts";
import { controllerDescriptors } from "../src/controllers/descriptors.ts";
import { dnsPlugins } from "../src/dns/plugins/registry.ts";
import { recipes } from "../src/images/recipes/registry.ts";
import { proxyBackends } from "../src/proxy/backends/registry.ts";
import { defaultProfile } from "../src/scheduler/default-profile.ts";
import { pluginRegistry } from "../src/scheduler/plugins/registry.ts";
import { volumePlugins } from "../src/volume/plugins/registry.ts";

const commands = await loadCommands();

/** Stands for any dependency: the lists only hand them on. */
const anything: never = new Proxy(() => anything, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => "" : anything),
  apply: () => anything,
}) as never;

const names = (parts: readonly { name: string }[]): string[] => parts.map(({ name }) => name);

const lists: [string, () => readonly string[]][] = [
  ["admission plugins", () => names(admissionPlugins(anything))],
  ["commands", () => names(commands)],
  ["controllers", () => names(controllerDescriptors(anything))],
  ["DNS plugins", () => names(dnsPlugins(anything))],
  ["images", () => Object.keys(recipes)],
  ["pod networks", () => Object.keys(podNetworks)],
  ["proxy backends", () => Object.keys(proxyBackends)],
  ["scheduler plugins", () => Object.keys(pluginRegistry)],
  ["volume types", () => names(volumePlugins({ memoryDirectory: "/nowhere" }))],
];
for (const [what, list] of lists) {
  test(`the list of ${what} is as in its snapshot`, (context: TestContext) => {
    const present = list();
    assert.deepEqual([...new Set(present)], present, "a name stands twice");
    context.assert.snapshot(present);
  });
}

const sorted: [string, readonly string[]][] = [
  ["controllers", names(controllerDescriptors(anything))],
  ["scheduler plugins", Object.keys(pluginRegistry)],
  ["images", Object.keys(recipes)],
];
for (const [what, list] of sorted) {
  test(`the list of ${what} is in the order of the alphabet, since its order means nothing`, () => {
    assert.deepEqual([...list].sort(), list);
  });
}

test("every plugin of the scheduler's profile is in the list", () => {
  const text = JSON.stringify(defaultProfile);
  for (const [, name] of text.matchAll(/"name":"([A-Z]\w+)"/g))
    assert.ok(Object.hasOwn(pluginRegistry, name as string), name);
});

test("resources have names, short names and kinds of their own", () => {
  const within = (key: (one: (typeof allResources)[number]) => readonly string[]): void => {
    const all = allResources.flatMap((one) =>
      key(one).map((name) => `${one.group}/${one.version} ${name}`),
    );
    assert.deepEqual(
      all.filter((name, index) => all.indexOf(name) !== index),
      [],
    );
  };
  within(({ resource, singular, shortNames = [] }) => [
    ...new Set([resource, singular, ...shortNames]),
  ]);
  within(({ kind }) => [kind]);
});
