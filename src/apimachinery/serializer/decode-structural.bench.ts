// Decoding a 2 KB Pod: node src/apimachinery/serializer/decode-structural.bench.ts
import { structFor } from "#api/schema";
import { decodeObject } from "./decode-structural.ts";
import { encodeProtobufBody } from "./protobuf-envelope.ts";

const container = (name: string): object => ({
  name,
  image: "registry.example/web:1.27",
  imagePullPolicy: "IfNotPresent",
  args: ["--listen", "0.0.0.0:8080"],
  env: [
    { name: "A", value: "1" },
    { name: "IP", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "status.podIP" } } },
  ],
  ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
  resources: {
    limits: { cpu: "500m", memory: "128Mi" },
    requests: { cpu: "100m", memory: "64Mi" },
  },
  readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 },
  volumeMounts: [{ name: "data", mountPath: "/data" }],
});
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "web-6d4cf56db6-abcde",
    namespace: "default",
    labels: { app: "web", tier: "front", "pod-template-hash": "6d4cf56db6" },
    annotations: { "example.com/note": "a text of some length that people put into annotations" },
  },
  spec: {
    containers: [container("web"), container("sidecar"), container("logs")],
    volumes: [{ name: "data", emptyDir: {} }],
    tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }],
    serviceAccountName: "default",
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
  },
};
const text = JSON.stringify(pod);
const bytes = new TextEncoder().encode(text);
const struct = structFor("", "v1", "Pod");
if (struct === undefined) throw new Error("No Pod in the schema");

function measure(name: string, run: () => unknown): void {
  const rounds = 20_000;
  for (let i = 0; i < rounds; i++) run();
  const start = process.hrtime.bigint();
  for (let i = 0; i < rounds; i++) run();
  const microseconds = Number(process.hrtime.bigint() - start) / 1000 / rounds;
  process.stdout.write(`${name}: ${microseconds.toFixed(2)} us\n`);
}

process.stdout.write(`Pod of ${bytes.length} bytes\n`);
measure("JSON.parse of the text (floor)", () => JSON.parse(text));
measure("decodeObject, Ignore", () => decodeObject(bytes, "json", { struct }));
measure("decodeObject, Strict", () =>
  decodeObject(bytes, "json", { struct, fieldValidation: "Strict" }),
);
measure("JSON.stringify", () => JSON.stringify(pod));
const body = encodeProtobufBody(pod, struct);
process.stdout.write(`as protobuf ${body.length} bytes\n`);
measure("encodeProtobufBody", () => encodeProtobufBody(pod, struct));
measure("decodeObject, protobuf", () => decodeObject(body, "protobuf", { struct }));
