// JSON Patch (RFC 6902) as the API server applies it. https://www.rfc-editor.org/rfc/rfc6902
import { deepCopy, deepEqual, isRecord, setOwn } from "#base";
import {
  badRequest,
  requestEntityTooLarge,
  type StatusError,
} from "../../status-errors/status-error.ts";
import { unprocessablePatch } from "../patch-errors.ts";

/** Kubernetes' limits: operations of one patch, and bytes that its copies add. */
const operationsLimit = 10_000;
const copiedBytesLimit = 3 * 1024 * 1024;

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

type Container = Record<string, unknown> | unknown[];

/**
 * The patched document; the given one stays as it is. Throws a StatusError: 400 when the patch is
 * no list of operations, 413 when it is too large, 422 when it does not apply.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = readOperations(patch);
  const holder: Record<string, unknown> = { document: deepCopy(document) };
  let copiedBytes = 0;
  for (const operation of operations) {
    if (operation.op === "copy") {
      const from = readPath(operation.from ?? "");
      copiedBytes += JSON.stringify(getAt(holder, from, operation)).length;
      if (copiedBytes > copiedBytesLimit) {
        throw refuse(
          "Unable to complete the copy, the accumulated size increase of copy is " +
            `${copiedBytes}, exceeding the limit ${copiedBytesLimit}`,
        );
      }
    }
    applyOperation(holder, operation);
  }
  return holder["document"];
}

function readOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) throw badRequest("a JSON patch must be a list of operations");
  if (patch.length > operationsLimit) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${operationsLimit}, got ${patch.length}`,
    );
  }
  return patch.map((operation: unknown, index) => {
    if (!isRecord(operation)) {
      throw badRequest(`operation ${index} of the JSON patch must be an object`);
    }
    const { op, path, from, value } = operation;
    if (typeof op !== "string" || typeof path !== "string") {
      throw badRequest(`operation ${index} of the JSON patch needs an "op" and a "path"`);
    }
    if ((op === "move" || op === "copy") && typeof from !== "string") {
      throw badRequest(`operation ${index} of the JSON patch needs a "from"`);
    }
    return { op, path, value, ...(typeof from === "string" ? { from } : {}) };
  });
}

function applyOperation(holder: Record<string, unknown>, operation: Operation): void {
  const path = readPath(operation.path);
  switch (operation.op) {
    case "add":
      addAt(holder, path, deepCopy(operation.value ?? null), operation);
      break;
    case "remove":
      removeAt(holder, path, operation);
      break;
    case "replace":
      getAt(holder, path, operation);
      replaceAt(holder, path, deepCopy(operation.value ?? null), operation);
      break;
    case "move": {
      const from = readPath(operation.from as string);
      if (operation.path.startsWith(`${operation.from}/`)) {
        throw refuse(`cannot move ${operation.from} into itself`);
      }
      const value = getAt(holder, from, operation);
      removeAt(holder, from, operation);
      addAt(holder, path, value, operation);
      break;
    }
    case "copy": {
      const value = getAt(holder, readPath(operation.from as string), operation);
      addAt(holder, path, deepCopy(value), operation);
      break;
    }
    case "test": {
      const value = findAt(holder, path);
      if (deepEqual(value ?? null, operation.value ?? null)) break;
      throw refuse(`testing value ${operation.path} failed: test failed`);
    }
    default:
      throw refuse(`Unexpected kind: ${operation.op}`);
  }
}

function refuse(why: string): StatusError {
  return unprocessablePatch(why);
}

/** The steps below the holder, which keeps the whole document in its field "document". */
function readPath(pointer: string): string[] {
  if (pointer === "") return ["document"];
  if (!pointer.startsWith("/")) throw refuse(`the path ${pointer} does not start with "/"`);
  const steps = pointer.slice(1).split("/");
  return ["document", ...steps.map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"))];
}

function listIndex(step: string, limit: number): number | undefined {
  if (!/^(0|[1-9][0-9]{0,8})$/.test(step)) return undefined;
  const index = Number(step);
  return index < limit ? index : undefined;
}

function childOf(container: unknown, step: string): unknown {
  if (Array.isArray(container)) {
    const index = listIndex(step, container.length);
    return index === undefined ? undefined : container[index];
  }
  return isRecord(container) && Object.hasOwn(container, step) ? container[step] : undefined;
}

function findAt(holder: unknown, path: readonly string[]): unknown {
  return path.reduce(childOf, holder);
}

function getAt(holder: unknown, path: readonly string[], operation: Operation): unknown {
  const value = findAt(holder, path);
  if (value !== undefined) return value;
  throw refuse(
    `${operation.op} operation does not apply: doc is missing key: ` +
      `${operation.from ?? operation.path}: missing value`,
  );
}

function containerOf(holder: unknown, path: readonly string[], operation: Operation): Container {
  const container = findAt(holder, path.slice(0, -1));
  if (Array.isArray(container) || isRecord(container)) return container;
  throw refuse(
    `${operation.op} operation does not apply: doc is missing path: ` +
      `"${operation.path}": missing value`,
  );
}

function addAt(
  holder: unknown,
  path: readonly string[],
  value: unknown,
  operation: Operation,
): void {
  const container = containerOf(holder, path, operation);
  const step = path.at(-1) as string;
  if (!Array.isArray(container)) {
    setOwn(container, step, value);
    return;
  }
  const index = step === "-" ? container.length : listIndex(step, container.length + 1);
  if (index === undefined) {
    throw refuse(`Unable to access invalid index: ${step}: invalid index referenced`);
  }
  container.splice(index, 0, value);
}

function replaceAt(
  holder: unknown,
  path: readonly string[],
  value: unknown,
  operation: Operation,
): void {
  const container = containerOf(holder, path, operation);
  const step = path.at(-1) as string;
  if (Array.isArray(container)) container[Number(step)] = value;
  else setOwn(container, step, value);
}

function removeAt(holder: unknown, path: readonly string[], operation: Operation): void {
  if (path.length === 1) throw refuse("the whole document cannot be removed");
  getAt(holder, path, operation);
  const container = containerOf(holder, path, operation);
  const step = path.at(-1) as string;
  if (Array.isArray(container)) container.splice(Number(step), 1);
  else delete container[step];
}
