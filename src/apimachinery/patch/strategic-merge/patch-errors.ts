// Refusals of strategic merge patches, in Kubernetes' words.
import { badRequest, type StatusError } from "../../status-errors/status-error.ts";
import { unprocessablePatch } from "../patch-errors.ts";

export const wrongPrimitiveList = (): StatusError =>
  badRequest("invalid patch format of primitive list");
export const wrongRetainKeys = (): StatusError => badRequest("invalid patch format of retainKeys");
export const wrongElementOrder = (): StatusError =>
  badRequest("invalid patch format of setElementOrder list");
export const listsOfLists = (): StatusError =>
  unprocessablePatch("lists of lists are not supported");
export const unknownDirective = (directive: unknown, map: unknown): StatusError =>
  badRequest(`unknown patch type: ${String(directive)} in map: ${JSON.stringify(map)}`);
export const noMergeKey = (map: unknown, mergeKey: string | undefined): StatusError =>
  badRequest(`map: ${JSON.stringify(map)} does not contain declared merge key: ${mergeKey ?? ""}`);
