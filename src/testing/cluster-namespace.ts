// A test's own namespace: short ways to make objects in it and to run pods to their end.
import type { Container, PodSpec } from "#api/core/v1";
import type { ApiObject, ClusterApi } from "./cluster-api.ts";
import type { KubectlOptions, KubectlResult } from "./cluster-kubectl.ts";

type Kubectl = (argv: readonly string[], options?: KubectlOptions) => Promise<KubectlResult>;
type Labels = Readonly<Record<string, string>>;

export interface PodMetadata {
  labels?: Labels;
  annotations?: Labels;
}

/** A container of busybox, or of what is given, that never pulls. */
export function container(fields: Partial<Container> = {}): Container {
  return { name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", ...fields };
}

/** A container that runs a shell script. */
export function shell(script: string, fields: Partial<Container> = {}): Container {
  return container({ command: ["sh", "-c", script], ...fields });
}

/** A script's end that waits without a process more and goes at once when told to. */
export const stayUp = "trap 'exit 0' TERM; while true; do sleep 3600 & wait; done";

export class TestNamespace {
  readonly name: string;
  readonly api: ClusterApi;
  readonly kubectl: Kubectl;

  constructor(name: string, api: ClusterApi, kubectl: Kubectl) {
    this.name = name;
    this.api = api;
    this.kubectl = kubectl;
  }

  create(resource: string, name: string, fields: object = {}): Promise<ApiObject> {
    const { metadata, ...rest } = fields as { metadata?: object };
    return this.api.create(resource, this.name, { metadata: { name, ...metadata }, ...rest });
  }

  configMap(name: string, data: Readonly<Record<string, string>>): Promise<ApiObject> {
    return this.create("v1/configmaps", name, { data });
  }

  secret(name: string, stringData: Readonly<Record<string, string>>): Promise<ApiObject> {
    return this.create("v1/secrets", name, { stringData });
  }

  /** Never restarted, ended without a wait, unless the spec says otherwise. */
  createPod(
    name: string,
    spec: Partial<PodSpec> & Pick<PodSpec, "containers">,
    metadata: PodMetadata = {},
  ): Promise<ApiObject> {
    return this.create("v1/pods", name, {
      metadata,
      spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 1, ...spec },
    });
  }

  waitForPod(name: string, condition: (pod: ApiObject) => boolean, deadlineSeconds?: number) {
    return this.api.waitFor(
      ["v1/pods", this.name, name],
      (pod) => pod !== undefined && condition(pod),
      deadlineSeconds,
    );
  }

  /** Makes the pod and gives it back once it is Ready. */
  async startPod(
    name: string,
    spec: Partial<PodSpec> & Pick<PodSpec, "containers">,
    metadata: PodMetadata = {},
  ): Promise<ApiObject> {
    await this.createPod(name, spec, metadata);
    return this.waitForPod(name, isReady);
  }

  /** Makes the pod and gives it back once all its containers have ended. */
  async runPod(
    name: string,
    spec: Partial<PodSpec> & Pick<PodSpec, "containers">,
    metadata: PodMetadata = {},
  ): Promise<ApiObject> {
    await this.createPod(name, spec, metadata);
    return this.waitForPod(name, ({ status }) => ["Succeeded", "Failed"].includes(status.phase));
  }

  /** What the pod's container printed from its start to its end, which must be a success. */
  async outputOf(
    one: Container,
    spec: Partial<PodSpec> = {},
    metadata: PodMetadata = {},
  ): Promise<string> {
    const name = "one-shot";
    const pod = await this.runPod(name, { containers: [one], ...spec }, metadata);
    const log = await this.log(name, one.name);
    if (pod["status"].phase !== "Succeeded")
      throw new Error(`The pod failed: ${JSON.stringify(pod["status"], undefined, 1)}\n${log}`);
    return log;
  }

  /** Waits until the container's log has a match. */
  async waitForLog(pod: string, containerName: string, pattern: RegExp): Promise<void> {
    const path = `/api/v1/namespaces/${this.name}/pods/${pod}/log`;
    const followed = `${path}?container=${containerName}&follow=true`;
    let text = "";
    for await (const chunk of this.api.stream(followed, AbortSignal.timeout(40_000))) {
      text += chunk;
      if (pattern.test(text)) return;
    }
    throw new Error(`The log of ${pod} has no ${pattern}:\n${text}`);
  }

  async log(pod: string, containerName: string): Promise<string> {
    const path = `/api/v1/namespaces/${this.name}/pods/${pod}/log?container=${containerName}`;
    const answer = await this.api.request("GET", path, { headers: { accept: "*/*" } });
    if (answer.status !== 200) throw new Error(`Log of ${pod}: ${answer.text}`);
    return answer.text;
  }

  /** What a command in a running pod prints. */
  async exec(pod: string, command: readonly string[], options?: KubectlOptions): Promise<string> {
    return (await this.kubectl(["exec", pod, "--", ...command], options)).stdout;
  }
}

export function conditionOf(object: ApiObject, type: string): { status: string; reason?: string } {
  const conditions: { type: string; status: string }[] = object["status"]?.conditions ?? [];
  return conditions.find((condition) => condition.type === type) ?? { status: "Unknown" };
}

export function isReady(pod: ApiObject): boolean {
  return conditionOf(pod, "Ready").status === "True";
}
