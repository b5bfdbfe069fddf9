import assert from "node:assert/strict";
import { test } from "node:test";
import { applyDeploymentDefaults } from "./apps-defaults.ts";
import { validateDeployment } from "./deployment-validation.ts";
import type { Deployment, DeploymentSpec } from "./types.generated.ts";

function textsOf(spec: Partial<DeploymentSpec>): string[] {
  const deployment: Deployment = {
    metadata: { name: "web", namespace: "default" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "main", image: "nginx" }] },
      },
      ...spec,
    },
  };
  applyDeploymentDefaults(deployment);
  return validateDeployment(deployment).map(({ field, message }) => `${field}: ${message}`);
}

const percent =
  "a valid percent string must be a numeric string followed by an ending '%' " +
  "(e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

function rolling(maxUnavailable: number | string, maxSurge: number | string): DeploymentSpec {
  const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } };
  return { strategy } as DeploymentSpec;
}

test("validateDeployment() speaks of strategies in Kubernetes' words", () => {
  const at = "spec.strategy.rollingUpdate";
  const noSurge = "may not be 0 when `maxSurge` is 0";
  const cases: [Partial<DeploymentSpec>, string[]][] = [
    [rolling("25%", 0), []],
    [rolling(1, "x"), [`${at}.maxSurge: Invalid value: "x": ${percent}`]],
    [
      rolling("x", 0),
      [
        `${at}.maxUnavailable: Invalid value: "x": ${percent}`,
        `${at}.maxUnavailable: Invalid value: "x": ${noSurge}`,
      ],
    ],
    [rolling("0%", "0%"), [`${at}.maxUnavailable: Invalid value: "0%": ${noSurge}`]],
    [
      rolling("101%", 0),
      [`${at}.maxUnavailable: Invalid value: "101%": must not be greater than 100%`],
    ],
    [
      {
        strategy: {
          type: "x" as "Recreate",
          rollingUpdate: { maxUnavailable: "50%", maxSurge: 0 },
        },
      },
      [
        'spec.strategy: Unsupported value: {"Type":"x","RollingUpdate":{"MaxUnavailable":"50%","MaxSurge":0}}: supported values: "Recreate", "RollingUpdate"',
      ],
    ],
  ];
  for (const [spec, want] of cases) assert.deepEqual(textsOf(spec), want);
});

test("validateDeployment() compares selector and template as Kubernetes does", () => {
  const mismatch = "`selector` does not match template `labels`";
  const { template } = { template: { spec: { containers: [{ name: "main", image: "x" }] } } };
  const labelled = (app: string): DeploymentSpec["template"] => ({
    ...template,
    metadata: { labels: { app } },
  });
  const absent = { selector: undefined } as unknown as Partial<DeploymentSpec>;
  const cases: [Partial<DeploymentSpec>, string[]][] = [
    [{ template }, [`spec.template.metadata.labels: Invalid value: null: ${mismatch}`]],
    [
      { template: labelled("db") },
      [`spec.template.metadata.labels: Invalid value: {"app":"db"}: ${mismatch}`],
    ],
    [
      absent,
      [
        "spec.selector: Required value",
        `spec.template.metadata.labels: Invalid value: {"app":"web"}: ${mismatch}`,
      ],
    ],
  ];
  for (const [spec, want] of cases) assert.deepEqual(textsOf(spec), want);
  const bad = textsOf({ selector: { matchLabels: { app: "web", other: "a b" } }, template: {} });
  assert.equal(bad.length, 2);
  assert.match(bad[1] ?? "", /^spec.selector: .*: invalid label selector$/);
  const badLabel = textsOf({
    template: { ...template, metadata: { labels: { app: "web", x: "a b" } } },
  });
  assert.match(badLabel[0] ?? "", /^spec.template.labels: Invalid value: "a b"/);
});
