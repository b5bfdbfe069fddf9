// Tokens for a ServiceAccount, bound to a pod, secret or node when the request says so.
// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
import { nodes, pods, secrets } from "#api";
import type { BoundObjectReference, TokenRequest } from "#api/authentication/v1";
import type { Pod, ServiceAccount } from "#api/core/v1";
import {
  badRequest,
  conflict,
  type FieldError,
  FieldPath,
  formatTime,
  invalid,
  invalidValue,
  type UnstructuredObject,
} from "#apimachinery";
import type { ObjectStore, RequestContext, SubresourceHandler } from "#apiserver";
import type { Dependencies, TokenClaims } from "../dependencies.ts";

const tokenRequestKind = {
  group: "authentication.k8s.io",
  version: "v1",
  kind: "TokenRequest",
} as const;

const defaultExpirationSeconds = 3600;
const minimumExpirationSeconds = 600;
const maximumExpirationSeconds = 2 ** 32;

export function tokenSubresource(dependencies: Dependencies): SubresourceHandler {
  return {
    ...tokenRequestKind,
    verbs: ["create"],
    handle: (context, store) => createToken(context, store, dependencies),
  };
}

async function createToken(
  context: RequestContext,
  store: ObjectStore,
  dependencies: Dependencies,
): Promise<void> {
  const { namespace, name } = context.info;
  const body = await dependencies.exchange.readObject(context, tokenRequestKind);
  const request = body as unknown as TokenRequest;
  request.spec ??= {};
  request.spec.expirationSeconds ??= defaultExpirationSeconds;
  checkRequest(request, name);
  const account = (await store.get(namespace, name)) as unknown as ServiceAccount;
  const claims = await makeClaims(request, account, dependencies);
  const { token, expiresAtMilliseconds } = await dependencies.tokenIssuer.issue(claims);
  const answer: UnstructuredObject = {
    ...body,
    metadata: { ...body.metadata, name, namespace },
    spec: { ...request.spec, audiences: [...claims.audiences] },
    status: { token, expirationTimestamp: formatTime(expiresAtMilliseconds) },
  };
  await dependencies.exchange.writeObject(context, 201, answer);
}

function checkRequest(request: TokenRequest, name: string): void {
  if (request.metadata?.name && request.metadata.name !== name) {
    throw badRequest("name in URL does not match name in TokenRequest object");
  }
  const errors: FieldError[] = [];
  const path = FieldPath.of("spec", "expirationSeconds");
  const seconds = request.spec.expirationSeconds ?? 0;
  if (seconds < minimumExpirationSeconds) {
    errors.push(invalidValue(path, seconds, "may not specify a duration less than 10 minutes"));
  }
  if (seconds > maximumExpirationSeconds) {
    const detail = "may not specify a duration larger than 2^32 seconds";
    errors.push(invalidValue(path, seconds, detail));
  }
  if (errors.length > 0) throw invalid(tokenRequestKind, "", errors);
}

async function makeClaims(
  request: TokenRequest,
  account: ServiceAccount,
  dependencies: Dependencies,
): Promise<TokenClaims> {
  const { name = "", namespace = "", uid = "" } = account.metadata;
  const { audiences, boundObjectRef, expirationSeconds = 0 } = request.spec;
  const binding = boundObjectRef ? await findBinding(boundObjectRef, account, dependencies) : {};
  return {
    namespace,
    serviceAccount: { name, uid },
    audiences: audiences?.length ? audiences : dependencies.apiAudiences,
    expirationSeconds,
    ...binding,
  };
}

async function findBinding(
  reference: BoundObjectReference,
  account: ServiceAccount,
  dependencies: Dependencies,
): Promise<Pick<TokenClaims, "bound" | "node">> {
  const name = reference.name ?? "";
  const namespace = account.metadata.namespace ?? "";
  switch (reference.kind) {
    case "Pod": {
      const found = await dependencies.storeOf(pods.group, pods.resource).get(namespace, name);
      const pod = found as unknown as Pod;
      checkUid(reference, pod.metadata.uid);
      if (pod.spec.serviceAccountName !== account.metadata.name) {
        const detail = `cannot bind token for serviceaccount "${account.metadata.name}" to pod running with different serviceaccount name.`;
        throw badRequest(detail);
      }
      const node = pod.spec.nodeName
        ? { node: await findNode(pod.spec.nodeName, dependencies) }
        : {};
      return { bound: { kind: "Pod", name, uid: pod.metadata.uid ?? "" }, ...node };
    }
    case "Secret": {
      const secret = await dependencies
        .storeOf(secrets.group, secrets.resource)
        .get(namespace, name);
      checkUid(reference, secret.metadata.uid);
      return { bound: { kind: "Secret", name, uid: secret.metadata.uid ?? "" } };
    }
    case "Node": {
      const node = await dependencies.storeOf(nodes.group, nodes.resource).get("", name);
      checkUid(reference, node.metadata.uid);
      return { bound: { kind: "Node", name, uid: node.metadata.uid ?? "" } };
    }
    default:
      throw badRequest(
        `cannot bind token to object of type ${reference.apiVersion ?? ""}, Kind=${reference.kind ?? ""}`,
      );
  }
}

/** The node may be gone already; the token then names it without a uid. */
async function findNode(
  name: string,
  dependencies: Dependencies,
): Promise<{ name: string; uid?: string }> {
  const store: ObjectStore = dependencies.storeOf(nodes.group, nodes.resource);
  const uid = await store.get("", name).then(
    (node) => node.metadata.uid,
    () => undefined,
  );
  return uid === undefined ? { name } : { name, uid };
}

function checkUid(reference: BoundObjectReference, uid: string | undefined): void {
  if (!reference.uid || reference.uid === uid) return;
  throw conflict(
    { group: "", resource: reference.kind?.toLowerCase() ?? "" },
    reference.name ?? "",
    `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
  );
}
