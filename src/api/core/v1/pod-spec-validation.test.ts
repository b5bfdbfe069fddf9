// Where Kubernetes reports a fault is not always where it is: these are its own paths and words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPodDefaults } from "./pod-defaults.ts";
import { validatePod } from "./pod-validation.ts";
import type {
  Container,
  Pod,
  PodAffinityTerm,
  PodSpec,
  TopologySpreadConstraint,
} from "./types.generated.ts";

function textsOf(spec: Partial<PodSpec>, container: Partial<Container> = {}): string[] {
  const pod: Pod = {
    metadata: { name: "web", namespace: "default" },
    spec: { containers: [{ name: "main", image: "nginx", ...container }], ...spec },
  };
  applyPodDefaults(pod);
  return validatePod(pod).map(({ field, message }) => `${field}: ${message}`);
}

const main = "spec.containers[0]";
const v: Partial<PodSpec> = { volumes: [{ name: "v", emptyDir: {} }] };
const mount = { name: "v", mountPath: "/data" };
const spread: TopologySpreadConstraint = {
  maxSkew: 1,
  topologyKey: "zone",
  whenUnsatisfiable: "DoNotSchedule",
};
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
  "and must start and end with an alphanumeric character (e.g. 'example.com', " +
  "regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function podAffinity(term: PodAffinityTerm): Partial<PodSpec> {
  const terms = [term];
  return { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } };
}

test("validatePod() reports faults of containers at Kubernetes' paths", () => {
  const cases: [Partial<Container>, string[]][] = [
    [{ name: "a.b" }, [`${main}.name: Invalid value: "a.b": must not contain dots`]],
    [
      { volumeMounts: [{ ...mount, mountPropagation: "Sideways" as "None" }] },
      [
        `${main}.volumeMounts.mountPropagation: Unsupported value: "Sideways": supported values: "Bidirectional", "HostToContainer", "None"`,
      ],
    ],
    [
      {
        volumeMounts: [
          {
            ...mount,
            readOnly: true,
            recursiveReadOnly: "Enabled",
            mountPropagation: "HostToContainer",
          },
        ],
      },
      [
        `${main}.volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified`,
      ],
    ],
    [
      { env: [{ name: "E", valueFrom: { secretKeyRef: { name: "", key: "k" } } }] },
      [`${main}.env[0].valueFrom.secretKeyRef.name: Invalid value: "": ${subdomain}`],
    ],
    [
      { env: [{ name: "E", valueFrom: { configMapKeyRef: { name: "A_b", key: "k" } } }] },
      [`${main}.env[0].valueFrom.configMapKeyRef.name: Invalid value: "A_b": ${subdomain}`],
    ],
    [
      { resizePolicy: [{ resourceName: "cpu", restartPolicy: "" }] },
      [`${main}.resizePolicy: Required value`],
    ],
    [
      { resizePolicy: [{ resourceName: "disk", restartPolicy: "NotRequired" }] },
      [`${main}.resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"`],
    ],
    [
      { securityContext: { appArmorProfile: { type: "" as "Localhost" } } },
      [
        `${main}.securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set`,
      ],
    ],
  ];
  for (const [container, want] of cases) assert.deepEqual(textsOf(v, container), want);
});

test("validatePod() reports faults of the spec at Kubernetes' paths", () => {
  const label = "name part must be non-empty";
  const cases: [Partial<PodSpec>, string[]][] = [
    [
      { dnsPolicy: "Mine" as "Default" },
      [
        'spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      ],
    ],
    [
      { os: { name: "plan9" } },
      ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
    ],
    [
      {
        restartPolicy: "Never",
        containers: [
          {
            name: "a",
            image: "x",
            resizePolicy: [{ resourceName: "cpu", restartPolicy: "RestartContainer" }],
          },
        ],
      },
      [
        `${main}.resizePolicy: Invalid value: "RestartContainer": must be 'NotRequired' when pod \`restartPolicy\` is 'Never'`,
      ],
    ],
    [{ os: { name: "" } }, ["spec.os.name: Required value"]],
    [
      { tolerations: [{ key: "k", effect: "Maybe" as "NoExecute" }] },
      [
        'spec.tolerations[0].effect: Unsupported value: "Maybe": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    [
      { topologySpreadConstraints: [spread, spread] },
      [
        'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"',
      ],
    ],
    [
      { topologySpreadConstraints: [{ ...spread, matchLabelKeys: ["app"] }] },
      [
        "spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
      ],
    ],
    [
      podAffinity({ topologyKey: "zone", namespaces: ["a.b"] }),
      [
        'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace: Invalid value: "a.b": must not contain dots',
      ],
    ],
    [
      { volumes: [{ name: "a.b", emptyDir: {} }] },
      ['spec.volumes[0].name: Invalid value: "a.b": must not contain dots'],
    ],
    [
      {
        volumes: [
          {
            name: "v",
            downwardAPI: {
              items: [{ path: "p", resourceFieldRef: { resource: "limits.cpu" } }],
            },
          },
        ],
      },
      ["spec.volumes[0].downwardAPI.resourceFieldRef.containerName: Required value"],
    ],
    [
      {
        volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: { path: "" } }] } }],
      },
      ["spec.volumes[0].projected.path: Required value"],
    ],
    [
      {
        volumes: [
          { name: "s", scaleIO: { gateway: "", system: "s", volumeName: "v", secretRef: {} } },
          { name: "r", rbd: { image: "", monitors: ["m"] } },
          { name: "i", iscsi: { iqn: "x", lun: 0, targetPortal: "10.0.0.1" } },
        ],
      },
      [
        "spec.volumes[0].scaleIO.gateway: Required value",
        "spec.volumes[1].rbd.image: Required value",
        'spec.volumes[2].iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
      ],
    ],
    [
      {
        containers: [
          { name: "", image: "x" },
          { name: "", image: "x" },
        ],
      },
      [
        `${main}.name: Required value`,
        "spec.containers[1].name: Required value",
        'spec.containers[1].name: Duplicate value: ""',
      ],
    ],
  ];
  for (const [spec, want] of cases) assert.deepEqual(textsOf(spec), want);
  const empty = textsOf(podAffinity({ topologyKey: "" }));
  assert.equal(empty.length, 3);
  assert.match(empty[1] ?? "", new RegExp(`topologyKey: Invalid value: "": ${label}$`));
});

test("validatePod() checks the name that a field selector of nodes asks for", () => {
  const matchFields = [{ key: "metadata.name", operator: "In" as const, values: ["N_1"] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  const path =
    "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]";
  assert.deepEqual(
    textsOf({
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    }),
    [`${path}.matchFields[0].values[0]: Invalid value: "N_1": ${subdomain}`],
  );
});

test("validatePod() compares the resources of containers with those of the pod", () => {
  const limits = { cpu: "2" };
  const cases: [Container["resources"], PodSpec["resources"], string[]][] = [
    [{ limits: { cpu: "2" } }, { limits }, []],
    [
      { limits: { cpu: "3" }, requests: { cpu: "1" } },
      { limits },
      [
        'spec.resources.containers[0][cpu].limits: Invalid value: "3": must be less than or equal to pod limits of 2',
      ],
    ],
    [
      { requests: { cpu: "3" } },
      { limits },
      ['spec.resources.requests: Invalid value: "3": must be less than or equal to cpu limit of 2'],
    ],
    [
      { requests: { cpu: "1500m" } },
      { limits, requests: { cpu: "1" } },
      [
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1500m',
      ],
    ],
  ];
  for (const [resources = {}, podResources = {}, want] of cases) {
    assert.deepEqual(textsOf({ resources: podResources }, { resources }), want);
  }
});

test("validatePod() accepts what Kubernetes accepts", () => {
  const cases: Partial<PodSpec>[] = [
    { imagePullSecrets: [{}] },
    { topologySpreadConstraints: [{ ...spread, topologyKey: "any key" }] },
    { tolerations: [{ key: "k", effect: "" as "NoExecute" }] },
    {
      terminationGracePeriodSeconds: -1,
      containers: [{ name: "a", image: "x", lifecycle: { preStop: { sleep: { seconds: 1 } } } }],
    },
  ];
  for (const spec of cases) assert.deepEqual(textsOf(spec), []);
});

test("validatePod() refuses a finalizer that nobody owns", () => {
  const pod: Pod = {
    metadata: { name: "p", finalizers: ["orphan", "example.com/x", "mine"] },
    spec: { containers: [{ name: "main", image: "x" }] },
  };
  applyPodDefaults(pod);
  assert.deepEqual(
    validatePod(pod).map(({ field, message }) => `${field}: ${message}`),
    [
      'metadata.finalizers[2]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
  );
});
