// Why a container could not start: the reason and message that status.state.waiting shows.
// The reasons are Kubernetes' own; kubectl prints them in the STATUS column.

export type WaitingReason =
  | "CrashLoopBackOff"
  | "CreateContainerConfigError"
  | "CreateContainerError"
  | "ErrImageNeverPull"
  | "ErrImagePull"
  | "ImageInspectError"
  | "ImagePullBackOff"
  | "InvalidImageName"
  | "PostStartHookError"
  | "RunContainerError";

/** A container that waits. `retryAfterMilliseconds`: when it is worth another try. */
export class ContainerStartError extends Error {
  override name = "ContainerStartError";
  readonly reason: WaitingReason;
  readonly retryAfterMilliseconds: number | undefined;

  constructor(
    reason: WaitingReason,
    message: string,
    options: { retryAfterMilliseconds?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }
}

/** Something that the container's configuration names is missing or wrong. */
export class ContainerConfigError extends ContainerStartError {
  override name = "ContainerConfigError";
  constructor(message: string) {
    super("CreateContainerConfigError", message);
  }
}
