// The one place where errors of the store become errors of the API.
import {
  internalError,
  requestEntityTooLarge,
  resourceExpired,
  type StatusDetails,
  StatusError,
  serviceUnavailable,
} from "#apimachinery";
import { StoreError } from "#store";

/** The StatusError for whatever a backend rejected with; other errors are passed on as they are. */
export function translateStoreError(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  switch (error.code) {
    case "compacted":
      return resourceExpired(
        "The provided resource version is too old, it has been compacted away",
      );
    case "future-revision":
      return tooLargeResourceVersion(error.message);
    case "no-space":
      return new StatusError(
        {
          code: 507,
          reason: "InsufficientStorage",
          message:
            "The store is out of space: nothing was written. Free space on the disk that holds the store; reads go on meanwhile",
        },
        { cause: error },
      );
    case "read-only":
      return serviceUnavailable("The store takes no writes at the moment");
    case "too-large":
      return requestEntityTooLarge("the object is larger than the store takes");
    case "closed":
    case "unavailable":
      return serviceUnavailable("The store does not answer");
    case "corrupt":
      return internalError("the store holds data that cannot be read", error);
  }
}

/** What clients recognise by its cause; they wait and ask again. */
export function tooLargeResourceVersion(what: string): StatusError {
  const details: StatusDetails = {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  };
  return new StatusError({
    code: 504,
    reason: "Timeout",
    message: `Timeout: Too large resource version: ${what}`,
    details,
  });
}

/** Awaits a backend's answer, translating what it rejects with. */
export async function fromStore<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw translateStoreError(error);
  }
}
