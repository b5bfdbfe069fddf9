// Gives every pod a ServiceAccount and mounts its token.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller
import type { Container, Pod, ServiceAccount } from "#api/core/v1";
import { forbidden } from "#apimachinery";
import { type Clock, type Random, sleep } from "#base";
import type { ObjectLookup } from "../../object-lookup.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const tokenSeconds = 3607;
/** The default account appears just after its namespace: wait so long for it. */
const waitMilliseconds = [10, 20, 50, 100, 250, 500, 1000];

export class ServiceAccountAdmission implements AdmissionPlugin {
  readonly name = "ServiceAccount";
  readonly #lookup: ObjectLookup;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(dependencies: { lookup: ObjectLookup; clock: Clock; random: Random }) {
    this.#lookup = dependencies.lookup;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
  }

  handles(request: AdmissionRequest): boolean {
    return (
      request.group === "" &&
      request.resource === "pods" &&
      request.subresource === "" &&
      request.operation === "CREATE"
    );
  }

  async admit(request: AdmissionRequest): Promise<void> {
    const pod = request.object as unknown as Pod;
    if (isMirrorPod(pod)) return;
    pod.spec.serviceAccountName ||= pod.spec.serviceAccount || "default";
    pod.spec.serviceAccount = pod.spec.serviceAccountName;
    const account = await this.#account(request, pod.spec.serviceAccountName);
    if (account.imagePullSecrets?.length && !pod.spec.imagePullSecrets?.length) {
      pod.spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret }));
    }
    if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true)
      this.#mountToken(pod);
  }

  validate(request: AdmissionRequest): void {
    const pod = request.object as unknown as Pod;
    if (!isMirrorPod(pod)) return;
    const refuse = (why: string): never => {
      throw forbidden(request, request.name, why);
    };
    if (pod.spec.serviceAccountName) refuse("a mirror pod may not reference service accounts");
    for (const volume of pod.spec.volumes ?? []) {
      if (
        volume.secret ||
        volume.projected?.sources?.some((source) => source.secret || source.serviceAccountToken)
      ) {
        refuse("a mirror pod may not reference secrets");
      }
    }
  }

  async #account(request: AdmissionRequest, name: string): Promise<ServiceAccount> {
    for (const delay of [...waitMilliseconds, undefined]) {
      const account = await this.#lookup("", "serviceaccounts", request.namespace, name);
      if (account) return account as unknown as ServiceAccount;
      if (delay === undefined || name !== "default") break;
      await sleep(this.#clock, delay);
    }
    throw forbidden(
      request,
      request.name,
      `error looking up service account ${request.namespace}/${name}: serviceaccount "${name}" not found`,
    );
  }

  #mountToken(pod: Pod): void {
    const wanting = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].filter(
      (container) => !hasMount(container),
    );
    if (wanting.length === 0) return;
    const existing = pod.spec.volumes?.find(
      (volume) => volume.name.startsWith("kube-api-access-") && volume.projected,
    );
    const name = existing?.name ?? `kube-api-access-${this.#random.nameSuffix(5)}`;
    for (const container of wanting) {
      container.volumeMounts = [
        ...(container.volumeMounts ?? []),
        { name, mountPath, readOnly: true },
      ];
    }
    if (!existing) pod.spec.volumes = [...(pod.spec.volumes ?? []), tokenVolume(name)];
  }
}

function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
}

function hasMount(container: Container): boolean {
  return container.volumeMounts?.some((mount) => mount.mountPath === mountPath) ?? false;
}

function tokenVolume(name: string): NonNullable<Pod["spec"]["volumes"]>[number] {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: tokenSeconds, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [
              {
                path: "namespace",
                fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
              },
            ],
          },
        },
      ],
    },
  };
}
