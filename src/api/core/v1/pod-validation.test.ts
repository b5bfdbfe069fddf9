import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPodDefaults } from "./pod-defaults.ts";
import {
  validatePodEphemeralContainersUpdate,
  validatePodResize,
  validatePodStatusUpdate,
  validatePodUpdate,
} from "./pod-update-validation.ts";
import { validatePod } from "./pod-validation.ts";
import type { Container, Pod, PodSpec } from "./types.generated.ts";

function pod(spec: Partial<PodSpec> = {}, container: Partial<Container> = {}): Pod {
  const object: Pod = {
    metadata: { name: "web", namespace: "default" },
    spec: { containers: [{ name: "main", image: "nginx", ...container }], ...spec },
  };
  applyPodDefaults(object);
  return object;
}

const texts = (errors: { field: string; message: string }[]): string[] =>
  errors.map(({ field, message }) => `${field}: ${message}`);

const main = "spec.containers[0]";
const volume = (source: object): Partial<PodSpec> => ({ volumes: [{ name: "v", ...source }] });

test("validatePod() accepts common pods", () => {
  const cases: Pod[] = [
    pod(),
    pod(volume({ emptyDir: {} }), { volumeMounts: [{ name: "v", mountPath: "/data" }] }),
    pod({}, { env: [{ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }] }),
    pod(
      {},
      {
        livenessProbe: { httpGet: { port: "http" } },
        ports: [{ name: "http", containerPort: 80 }],
      },
    ),
    pod({}, { resources: { limits: { cpu: "1", memory: "1Gi", "example.com/gpu": "2" } } }),
    pod({ hostNetwork: true }, { ports: [{ containerPort: 80 }] }),
    pod({ tolerations: [{ operator: "Exists" }] }),
    pod({
      initContainers: [
        {
          name: "side",
          image: "x",
          restartPolicy: "Always",
          readinessProbe: { exec: { command: ["true"] } },
        },
      ],
    }),
  ];
  for (const each of cases)
    assert.deepEqual(texts(validatePod(each)), [], JSON.stringify(each.spec));
});

test("validatePod() refuses mistakes in containers in Kubernetes' words", () => {
  const cases: [Partial<Container>, string][] = [
    [{ name: "" }, `${main}.name: Required value`],
    [{ image: "" }, `${main}.image: Required value`],
    [
      { image: " x" },
      `${main}.image: Invalid value: " x": must not have leading or trailing whitespace`,
    ],
    [
      { imagePullPolicy: "Soon" as "Always" },
      `${main}.imagePullPolicy: Unsupported value: "Soon": supported values: "Always", "IfNotPresent", "Never"`,
    ],
    [{ ports: [{ containerPort: 0 }] }, `${main}.ports[0].containerPort: Required value`],
    [
      { ports: [{ containerPort: 70000 }] },
      `${main}.ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive`,
    ],
    [
      {
        ports: [
          { name: "a", containerPort: 1 },
          { name: "a", containerPort: 2 },
        ],
      },
      `${main}.ports[1].name: Duplicate value: "a"`,
    ],
    [{ env: [{ name: "" }] }, `${main}.env[0].name: Required value`],
    [
      { env: [{ name: "A", value: "x", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] },
      `${main}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`,
    ],
    [
      { envFrom: [{}] },
      `${main}.envFrom[0]: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``,
    ],
    [{ livenessProbe: {} }, `${main}.livenessProbe: Required value: must specify a handler type`],
    [
      { livenessProbe: { exec: { command: ["a"] }, successThreshold: 2 } },
      `${main}.livenessProbe.successThreshold: Invalid value: 2: must be 1`,
    ],
    [
      { readinessProbe: { exec: { command: ["a"] }, periodSeconds: -1 } },
      `${main}.readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0`,
    ],
    [
      { lifecycle: { preStop: { exec: { command: [] } } } },
      `${main}.lifecycle.preStop.exec.command: Required value`,
    ],
    [
      { volumeMounts: [{ name: "none", mountPath: "/x" }] },
      `${main}.volumeMounts[0].name: Not found: "none"`,
    ],
    [
      { resources: { limits: { cpu: "1" }, requests: { cpu: "2" } } },
      `${main}.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
    ],
    [
      { resources: { requests: { memory: "-1" } } },
      `${main}.resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0`,
    ],
    [
      { securityContext: { runAsUser: -5 } },
      `${main}.securityContext.runAsUser: Invalid value: -5: must be between 0 and 2147483647, inclusive`,
    ],
  ];
  for (const [container, want] of cases) {
    assert.deepEqual(texts(validatePod(pod({}, container))), [want]);
  }
});

test("validatePod() refuses mistakes in the spec in Kubernetes' words", () => {
  const cases: [Partial<PodSpec>, string][] = [
    [{ containers: [] }, "spec.containers: Required value"],
    [
      { initContainers: [{ name: "main", image: "x" }] },
      'spec.initContainers[0].name: Duplicate value: "main"',
    ],
    [
      { initContainers: [{ name: "i", image: "x", lifecycle: {} }] },
      "spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always",
    ],
    [
      { restartPolicy: "Maybe" as "Always" },
      'spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"',
    ],
    [
      { dnsPolicy: "None" },
      "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None",
    ],
    [
      { hostname: "Bad_Name" },
      `spec.hostname: Invalid value: "Bad_Name": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
    ],
    [
      volume({ emptyDir: {}, hostPath: { path: "/" } }),
      "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
    ],
    [volume({ secret: {} }), "spec.volumes[0].secret.secretName: Required value"],
    [
      volume({ configMap: { name: "c", defaultMode: 512 } }),
      "spec.volumes[0].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
    ],
    [
      volume({ configMap: { name: "c", items: [{ key: "k", path: "../x" }] } }),
      `spec.volumes[0].configMap.items[0].path: Invalid value: "../x": must not contain '..'`,
    ],
    [
      { tolerations: [{ value: "x" }] },
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      {
        tolerations: [{ key: "k", operator: "Exists", effect: "NoSchedule", tolerationSeconds: 1 }],
      },
      "spec.tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set",
    ],
    [
      { activeDeadlineSeconds: 0 },
      "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive",
    ],
    [
      {
        topologySpreadConstraints: [
          { maxSkew: 0, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" },
        ],
      },
      "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
    ],
    [
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
          },
        },
      },
      "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term",
    ],
    [
      { ephemeralContainers: [{ name: "debug", image: "x" }] },
      "spec.ephemeralContainers: Forbidden: cannot be set on create",
    ],
    [
      { schedulingGates: [{ name: "g" }], nodeName: "n1" },
      "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared",
    ],
  ];
  for (const [spec, want] of cases) assert.deepEqual(texts(validatePod(pod(spec))), [want]);
});

const unchangeable =
  "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`," +
  "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` " +
  "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` " +
  "(allow it to be set to 1 if it was previously negative)";

test("validatePodUpdate() lets only the few mutable fields change", () => {
  const gated = { schedulingGates: [{ name: "a" }, { name: "b" }] };
  const cases: [string, Pod, Pod, string[]][] = [
    ["image", pod({}, { image: "nginx:2", imagePullPolicy: "Always" }), pod(), []],
    ["command", pod({}, { command: ["x"] }), pod(), [unchangeable]],
    [
      "added container",
      pod({
        containers: [
          { name: "a", image: "x" },
          { name: "b", image: "x" },
        ],
      }),
      pod(),
      ["spec.containers: Forbidden: pod updates may not add or remove containers"],
    ],
    ["new toleration", pod({ tolerations: [{ operator: "Exists" }] }), pod(), []],
    [
      "removed toleration",
      pod(),
      pod({ tolerations: [{ operator: "Exists" }] }),
      [
        "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds",
      ],
    ],
    ["shorter deadline", pod({ activeDeadlineSeconds: 5 }), pod({ activeDeadlineSeconds: 9 }), []],
    [
      "longer deadline",
      pod({ activeDeadlineSeconds: 9 }),
      pod({ activeDeadlineSeconds: 5 }),
      [
        "spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value",
      ],
    ],
    ["removed gate", pod({ schedulingGates: [{ name: "a" }] }), pod(gated), []],
    [
      "new gate",
      pod(gated),
      pod({ schedulingGates: [{ name: "a" }] }),
      [
        "spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'",
      ],
    ],
    ["gated node selector", pod({ ...gated, nodeSelector: { zone: "a" } }), pod(gated), []],
    ["node selector", pod({ nodeSelector: { zone: "a" } }), pod(), [unchangeable]],
    [
      "grace period",
      pod({ terminationGracePeriodSeconds: 1 }),
      pod({ terminationGracePeriodSeconds: -1 }),
      [],
    ],
    ["other grace period", pod({ terminationGracePeriodSeconds: 2 }), pod(), [unchangeable]],
  ];
  for (const [name, next, old, want] of cases) {
    assert.deepEqual(texts(validatePodUpdate(next, old)), want, name);
  }
});

test("validatePodEphemeralContainersUpdate() takes additions only", () => {
  const debug = { name: "debug", image: "busybox", targetContainerName: "main" };
  const old = pod({ ephemeralContainers: [debug] });
  assert.deepEqual(texts(validatePodEphemeralContainersUpdate(old, pod())), []);
  assert.match(
    texts(validatePodEphemeralContainersUpdate(pod(), old))[0] ?? "",
    /may not be removed/,
  );
  const lost = pod({ ephemeralContainers: [{ ...debug, targetContainerName: "gone" }] });
  assert.deepEqual(texts(validatePodEphemeralContainersUpdate(lost, pod())), [
    'spec.ephemeralContainers[0].targetContainerName: Not found: "gone"',
  ]);
});

test("validatePodResize() lets cpu and memory change and nothing go", () => {
  const sized = (requests: Record<string, string>): Pod => pod({}, { resources: { requests } });
  assert.deepEqual(validatePodResize(sized({ cpu: "2" }), sized({ cpu: "1" })), []);
  assert.deepEqual(texts(validatePodResize(sized({}), sized({ cpu: "1" }))), [
    `${main}.resources.requests: Forbidden: resource requests cannot be removed`,
  ]);
  const storage = "ephemeral-storage";
  assert.deepEqual(texts(validatePodResize(sized({ [storage]: "2" }), sized({ [storage]: "1" }))), [
    "spec: Forbidden: only cpu and memory resources are mutable",
  ]);
});

test("validatePodStatusUpdate() does not bring ended containers back to life", () => {
  const withState = (state: object): Pod => ({
    ...pod({ restartPolicy: "Never" }),
    status: {
      containerStatuses: [
        { name: "main", image: "", imageID: "", ready: false, restartCount: 0, state },
      ],
    },
  });
  const ended = withState({ terminated: { exitCode: 0 } });
  assert.deepEqual(texts(validatePodStatusUpdate(withState({ running: {} }), ended)), [
    "status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state",
  ]);
  assert.deepEqual(validatePodStatusUpdate(ended, ended), []);
});
