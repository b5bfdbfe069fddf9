// One step towards the wanted state of one object. A reconciler is told only the key; it reads the
// present state, writes what is missing and may be called again at any time.
// https://kubernetes.io/docs/concepts/architecture/controller/

/** "done", or call again after a time even if nothing happens. */
export type ReconcileResult = "done" | { afterMilliseconds: number };

/** `key` is "namespace/name", or "name" for kinds without namespace. A rejection is retried. */
export type Reconcile = (key: string, signal: AbortSignal) => Promise<ReconcileResult>;

/** An error that a retry cannot cure; logged and counted, not retried. */
export class TerminalError extends Error {
  override name = "TerminalError";
}

/** The queue key of an object. */
export function keyOf(object: { metadata: { namespace?: string; name?: string } }): string {
  const { namespace, name = "" } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** Namespace ("" for kinds without one) and name. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf("/");
  return slash < 0
    ? { namespace: "", name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
