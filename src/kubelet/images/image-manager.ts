// Makes sure that a container's image is there, as imagePullPolicy says.
// https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
import type { Container, Pod } from "#api/core/v1";
import { parseImageName } from "#apimachinery";
import type { Clock } from "#base";
import type { AuthConfig, ContainerRuntime, Image, PodSandboxConfig } from "#cri";
import type { PodEvents } from "../pod-events.ts";
import { BackOff } from "../runtime-manager/crash-loop-back-off.ts";
import { formatDuration } from "../runtime-manager/pod-names.ts";
import { ContainerStartError } from "../sync-errors.ts";
import { credentialsOf, matchingCredentials } from "./image-pull-secrets.ts";
import { PullLimiter } from "./pull-limiter.ts";

export interface ImageManagerDependencies {
  clock: Clock;
  runtime: ContainerRuntime;
  events: PodEvents;
  /** Decoded data of the pod's secret; undefined: not there. */
  secretData(namespace: string, name: string): Promise<Record<string, string> | undefined>;
  maximumParallelPulls?: number;
  /** The node has an image more. */
  onPulled?(): void;
}

/** What a container is made from. */
export interface PresentImage {
  ref: string;
  uid: number | undefined;
  username: string;
}

export interface ImageRequest {
  pod: Pod;
  container: Container;
  sandboxConfig?: PodSandboxConfig;
  signal: AbortSignal;
}

/** After a failed pull the container is looked at again this soon, to show ImagePullBackOff. */
const backOffShownAfterMilliseconds = 1000;

export class ImageManager {
  readonly #dependencies: ImageManagerDependencies;
  readonly #backOff: BackOff;
  readonly #limiter: PullLimiter;
  readonly #lastErrors = new Map<string, string>();
  readonly #backOffShown = new Map<string, number>();

  constructor(dependencies: ImageManagerDependencies) {
    this.#dependencies = dependencies;
    this.#backOff = new BackOff(dependencies.clock);
    this.#limiter = new PullLimiter(dependencies.maximumParallelPulls ?? 5);
  }

  /** Rejects with ContainerStartError. */
  async ensureImage(request: ImageRequest): Promise<PresentImage> {
    const { pod, container } = request;
    const { events, runtime } = this.#dependencies;
    const name = parseImageName(container.image ?? "");
    if (name === undefined) {
      const message =
        `Failed to apply default image tag "${container.image}": couldn't parse image name ` +
        `"${container.image}": invalid reference format`;
      events.warning(pod, container, "InspectFailed", message);
      throw new ContainerStartError("InvalidImageName", message);
    }
    const image = await runtime.imageStatus(name.withTag).catch((error: Error) => {
      const message = `Failed to inspect image "${container.image}": ${error.message}`;
      events.warning(pod, container, "InspectFailed", message);
      throw new ContainerStartError("ImageInspectError", message, { cause: error });
    });
    const policy = container.imagePullPolicy ?? "IfNotPresent";
    if (image !== undefined && policy !== "Always") {
      events.normal(
        pod,
        container,
        "Pulled",
        `Container image "${container.image}" already present on machine and can be accessed by the pod`,
      );
      return presentImage(image, name.withTag);
    }
    if (policy === "Never") {
      const message = `Container image "${container.image}" is not present with pull policy of Never`;
      events.warning(pod, container, "ErrImageNeverPull", message);
      throw new ContainerStartError("ErrImageNeverPull", message);
    }
    return await this.#pull(request, name.withTag);
  }

  /** Forgets the back-off of a pod that is gone. */
  forgetPod(uid: string): void {
    this.#backOff.forgetPrefix(`${uid}_`);
    for (const key of this.#lastErrors.keys()) {
      if (key.startsWith(`${uid}_`)) this.#lastErrors.delete(key);
    }
    for (const key of this.#backOffShown.keys()) {
      if (key.startsWith(`${uid}_`)) this.#backOffShown.delete(key);
    }
  }

  async #pull(request: ImageRequest, full: string): Promise<PresentImage> {
    const { pod, container, signal } = request;
    const { clock, events, runtime } = this.#dependencies;
    const key = `${pod.metadata.uid}_${container.image}`;
    this.#refuseInBackOff(request, key);
    const waitingSince = clock.monotonic();
    events.normal(pod, container, "Pulling", `Pulling image "${container.image}"`);
    let startedAt = waitingSince;
    try {
      await this.#limiter.run(async () => {
        startedAt = clock.monotonic();
        await this.#pullWithCredentials(request, full);
      });
      signal.throwIfAborted();
    } catch (error) {
      if (signal.aborted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const text = `Failed to pull image "${container.image}": ${message}`;
      events.warning(pod, container, "Failed", text);
      this.#backOff.next(key, clock.now());
      this.#lastErrors.set(key, `ErrImagePull: ${message}`);
      throw new ContainerStartError("ErrImagePull", text, {
        cause: error,
        retryAfterMilliseconds: backOffShownAfterMilliseconds,
      });
    }
    this.#backOff.forget(key);
    this.#lastErrors.delete(key);
    this.#dependencies.onPulled?.();
    const image = await runtime.imageStatus(full);
    const took = formatDuration(Math.round(clock.monotonic() - startedAt));
    const waited = formatDuration(Math.round(clock.monotonic() - waitingSince));
    events.normal(
      pod,
      container,
      "Pulled",
      `Successfully pulled image "${container.image}" in ${took} (${waited} including waiting). ` +
        `Image size: ${image?.size ?? 0} bytes.`,
    );
    return presentImage(image ?? {}, full);
  }

  #refuseInBackOff(request: ImageRequest, key: string): void {
    const remaining = this.#backOff.remainingSinceUpdate(key);
    if (remaining <= 0) return;
    const { pod, container } = request;
    const last = this.#lastErrors.get(key);
    const message = `Back-off pulling image "${container.image}"${last ? `: ${last}` : ""}`;
    const length = this.#backOff.milliseconds(key);
    if (this.#backOffShown.get(key) !== length) {
      this.#backOffShown.set(key, length);
      const text = `Back-off pulling image "${container.image}"`;
      this.#dependencies.events.normal(pod, container, "BackOff", text);
    }
    throw new ContainerStartError("ImagePullBackOff", message, {
      retryAfterMilliseconds: remaining,
    });
  }

  async #pullWithCredentials(request: ImageRequest, full: string): Promise<void> {
    const { runtime } = this.#dependencies;
    const attempts: (AuthConfig | undefined)[] = await this.#credentials(request.pod, full);
    if (attempts.length === 0) attempts.push(undefined);
    let failure: unknown;
    for (const auth of attempts) {
      try {
        await runtime.pullImage(full, auth, request.sandboxConfig, { signal: request.signal });
        return;
      } catch (error) {
        if (request.signal.aborted) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async #credentials(pod: Pod, full: string): Promise<AuthConfig[]> {
    const name = parseImageName(full);
    const references = pod.spec.imagePullSecrets ?? [];
    if (name === undefined || references.length === 0) return [];
    const namespace = pod.metadata.namespace ?? "";
    const secrets: Record<string, string>[] = [];
    for (const reference of references) {
      const data = await this.#dependencies
        .secretData(namespace, reference.name ?? "")
        .catch(() => undefined);
      if (data === undefined) {
        this.#dependencies.events.warning(
          pod,
          undefined,
          "FailedToRetrieveImagePullSecret",
          `Unable to retrieve some image pull secrets (${reference.name}); ` +
            "attempting to pull the image may not succeed.",
        );
      } else {
        secrets.push(data);
      }
    }
    return matchingCredentials(credentialsOf(secrets), name);
  }
}

function presentImage(image: Image, fallback: string): PresentImage {
  return {
    ref: image.id || fallback,
    uid: image.uid?.value,
    username: image.username ?? "",
  };
}
