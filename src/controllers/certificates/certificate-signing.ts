// Approves the certificates with which nodes join and renew, and signs what is approved.
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/

import { certificateSigningRequests, nodes, type Resource, subjectAccessReviews } from "#api";
import type { SubjectAccessReview } from "#api/authorization/v1";
import type { CertificateSigningRequest } from "#api/certificates/v1";
import type { Node } from "#api/core/v1";
import { isNotFound } from "#apimachinery";
import type { Informer } from "#client";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type Runnable,
} from "#controller-runtime";
import {
  type CertificateSigner,
  clientSigner,
  isKubeletClientRequest,
  isKubeletServingRequest,
  kubeletClientSigner,
  kubeletServingSigner,
  type SigningRequestContent,
} from "./certificate-signer.ts";

const defaultSeconds = 365 * 86_400;
const shortestSeconds = 600;
const signers = [clientSigner, kubeletClientSigner, kubeletServingSigner];

export function certificateController(signer: CertificateSigner): Descriptor {
  return {
    name: "certificate-controller",
    reads: [certificateSigningRequests, nodes],
    writes: [certificateSigningRequests, subjectAccessReviews],
    build: (context) => new CertificateController(context, signer),
  };
}

class CertificateController implements Runnable {
  readonly #context: ControllerContext;
  readonly #signer: CertificateSigner;
  readonly #controller: Controller;
  readonly #requests: Informer<CertificateSigningRequest>;

  constructor(context: ControllerContext, signer: CertificateSigner) {
    this.#context = context;
    this.#signer = signer;
    this.#controller = new Controller({
      ...controllerOptions(context),
      reconcile: (key) => this.#reconcile(key),
    });
    this.#requests = context.informers.informer(
      certificateSigningRequests as Resource<CertificateSigningRequest>,
    );
    const enqueue = (request: CertificateSigningRequest): void =>
      this.#controller.enqueue(request.metadata.name ?? "");
    this.#requests.addHandler({ add: enqueue, update: enqueue });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #reconcile(name: string): Promise<"done"> {
    const request = this.#requests.lister.get("", name);
    if (!request || request.status?.certificate || !signers.includes(request.spec.signerName))
      return "done";
    const types = (request.status?.conditions ?? []).map(({ type }) => type);
    if (types.includes("Denied") || types.includes("Failed")) return "done";
    const pem = Buffer.from(request.spec.request, "base64").toString("utf8");
    if (types.includes("Approved")) await this.#sign(request, pem);
    else await this.#approve(request, await this.#signer.parse(pem));
    return "done";
  }

  async #approve(
    request: CertificateSigningRequest,
    content: SigningRequestContent,
  ): Promise<void> {
    const message = await this.#reasonToApprove(request, content);
    if (message === undefined) return;
    const now = new Date(this.#context.clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    const condition = {
      type: "Approved",
      status: "True",
      reason: "AutoApproved",
      message,
      lastUpdateTime: now,
      lastTransitionTime: now,
    };
    const conditions = [...(request.status?.conditions ?? []), condition];
    await this.#context.client
      .resource(certificateSigningRequests as Resource<CertificateSigningRequest>)
      .patch(
        "",
        request.metadata.name ?? "",
        { status: { conditions } },
        { type: "merge", subresource: "approval" },
      );
  }

  async #reasonToApprove(
    request: CertificateSigningRequest,
    content: SigningRequestContent,
  ): Promise<string | undefined> {
    const { signerName, usages = [], username = "" } = request.spec;
    if (signerName === kubeletServingSigner) {
      const isOwn =
        isKubeletServingRequest(content, { usages, username }) &&
        (await this.#namesAreTheNodes(username, content));
      return isOwn
        ? "Auto approving kubelet serving certificate for addresses of the node"
        : undefined;
    }
    if (signerName !== kubeletClientSigner || !isKubeletClientRequest(content, usages))
      return undefined;
    const isRenewal = content.commonName === username;
    const subresource = isRenewal ? "selfnodeclient" : "nodeclient";
    if (!(await this.#mayHave(request, subresource))) return undefined;
    return isRenewal
      ? "Auto approving self kubelet client certificate after SubjectAccessReview."
      : "Auto approving kubelet client certificate after SubjectAccessReview.";
  }

  async #namesAreTheNodes(username: string, content: SigningRequestContent): Promise<boolean> {
    let node: Node;
    try {
      node = await this.#context.client
        .resource(nodes as Resource<Node>)
        .get("", username.slice("system:node:".length));
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
    const addresses = new Set((node.status?.addresses ?? []).map(({ address }) => address));
    return [...content.dnsNames, ...content.ipAddresses].every((name) => addresses.has(name));
  }

  async #mayHave(request: CertificateSigningRequest, subresource: string): Promise<boolean> {
    const { username = "", groups = [], extra = {}, uid = "" } = request.spec;
    const review: SubjectAccessReview = {
      metadata: {},
      spec: {
        user: username,
        uid,
        groups,
        extra,
        resourceAttributes: {
          group: "certificates.k8s.io",
          resource: "certificatesigningrequests",
          subresource,
          verb: "create",
          version: "*",
        },
      },
    };
    const answer = await this.#context.client
      .resource(subjectAccessReviews as Resource<SubjectAccessReview>)
      .create("", review);
    return answer.status?.allowed === true;
  }

  async #sign(request: CertificateSigningRequest, pem: string): Promise<void> {
    const content = await this.#signer.parse(pem);
    const certificate = await this.#signer.sign(pem, {
      content,
      usage: request.spec.signerName === kubeletServingSigner ? "server" : "client",
      validSeconds: Math.max(shortestSeconds, request.spec.expirationSeconds ?? defaultSeconds),
    });
    await this.#context.client
      .resource(certificateSigningRequests as Resource<CertificateSigningRequest>)
      .patch(
        "",
        request.metadata.name ?? "",
        { status: { certificate: Buffer.from(certificate).toString("base64") } },
        { type: "merge", subresource: "status" },
      );
  }
}
