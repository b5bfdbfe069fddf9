// Answers to "may this user do that?": they are made on the spot, nothing is stored.
// https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/
import {
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  selfSubjectRulesReviews,
  subjectAccessReviews,
} from "#api";
import {
  type SelfSubjectAccessReviewSpec,
  type SubjectAccessReviewSpec,
  type SubjectAccessReviewStatus,
  validateAccessReviewSpec,
  validateSubjectAccessReviewSpec,
} from "#api/authorization/v1";
import { badRequest, type FieldError, invalid } from "#apimachinery";
import type { Attributes, ResourceDefinition, UserInfo } from "#apiserver";
import { defineResource } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";

export function accessReviewDefinitions(dependencies: Dependencies): ResourceDefinition[] {
  return [
    localSubjectAccessReviewDefinition(dependencies),
    selfSubjectAccessReviewDefinition(dependencies),
    selfSubjectRulesReviewDefinition(dependencies),
    subjectAccessReviewDefinition(dependencies),
  ];
}

function subjectAccessReviewDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(subjectAccessReviews, {
    verbs: ["create"],
    async createReview(review) {
      throwInvalid(subjectAccessReviews, validateSubjectAccessReviewSpec(review.spec ?? {}));
      return { ...review, status: await answer(review.spec, userOf(review.spec), dependencies) };
    },
  });
}

function localSubjectAccessReviewDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(localSubjectAccessReviews, {
    verbs: ["create"],
    async createReview(review, context) {
      throwInvalid(localSubjectAccessReviews, validateSubjectAccessReviewSpec(review.spec ?? {}));
      const { namespace } = context.info;
      if (review.spec.resourceAttributes?.namespace !== namespace) {
        throw badRequest("spec.resourceAttributes.namespace must match namespace");
      }
      return { ...review, status: await answer(review.spec, userOf(review.spec), dependencies) };
    },
  });
}

function selfSubjectAccessReviewDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(selfSubjectAccessReviews, {
    verbs: ["create"],
    async createReview(review, context) {
      throwInvalid(selfSubjectAccessReviews, validateAccessReviewSpec(review.spec ?? {}));
      return { ...review, status: await answer(review.spec, context.user, dependencies) };
    },
  });
}

function selfSubjectRulesReviewDefinition({ authorizer }: Dependencies): ResourceDefinition {
  return defineResource(selfSubjectRulesReviews, {
    verbs: ["create"],
    async createReview(review, context) {
      const namespace = review.spec?.namespace;
      if (!namespace) throw badRequest("no namespace on request");
      const rules = authorizer.rulesFor?.(context.user, namespace) ?? {
        resourceRules: [],
        nonResourceRules: [],
        incomplete: true,
      };
      return { ...review, status: rules };
    },
  });
}

async function answer(
  spec: SelfSubjectAccessReviewSpec,
  user: UserInfo,
  { authorizer }: Dependencies,
): Promise<SubjectAccessReviewStatus> {
  const { decision, reason } = await authorizer.authorize(attributesOf(spec, user));
  return {
    allowed: decision === "allow",
    ...(decision === "deny" ? { denied: true } : {}),
    ...(reason ? { reason } : {}),
  };
}

function attributesOf(spec: SelfSubjectAccessReviewSpec, user: UserInfo): Attributes {
  const { resourceAttributes: wanted, nonResourceAttributes } = spec;
  return {
    user,
    isResourceRequest: wanted !== undefined,
    verb: wanted?.verb ?? nonResourceAttributes?.verb ?? "",
    group: wanted?.group ?? "",
    version: wanted?.version ?? "",
    resource: wanted?.resource ?? "",
    subresource: wanted?.subresource ?? "",
    namespace: wanted?.namespace ?? "",
    name: wanted?.name ?? "",
    path: nonResourceAttributes?.path ?? "",
    ...(wanted?.fieldSelector?.rawSelector
      ? { fieldSelector: wanted.fieldSelector.rawSelector }
      : {}),
    ...(wanted?.labelSelector?.rawSelector
      ? { labelSelector: wanted.labelSelector.rawSelector }
      : {}),
  };
}

function userOf({ user, uid, groups, extra }: SubjectAccessReviewSpec): UserInfo {
  return { name: user ?? "", ...(uid ? { uid } : {}), groups: groups ?? [], extra: extra ?? {} };
}

function throwInvalid(kind: { group: string; kind: string }, errors: FieldError[]): void {
  if (errors.length > 0) throw invalid(kind, "", errors);
}
