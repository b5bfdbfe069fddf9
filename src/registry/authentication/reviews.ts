// Answers to "who is this?": they are made on the spot, nothing is stored.
// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/
import { selfSubjectReviews, tokenReviews } from "#api";
import type { TokenReview, UserInfo } from "#api/authentication/v1";
import { badRequest } from "#apimachinery";
import type { ResourceDefinition, UserInfo as ServerUserInfo } from "#apiserver";
import { defineResource } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";

export const selfSubjectReviewDefinition: ResourceDefinition = defineResource(selfSubjectReviews, {
  verbs: ["create"],
  async createReview(review, context) {
    return { ...review, status: { userInfo: userInfoOf(context.user) } };
  },
});

export function tokenReviewDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(tokenReviews, {
    verbs: ["create"],
    async createReview(review) {
      if (!review.spec?.token)
        throw badRequest("token is required for TokenReview in authentication");
      return { ...review, status: await checkToken(review, dependencies) };
    },
  });
}

async function checkToken(
  { spec }: TokenReview,
  { tokenAuthenticator, apiAudiences }: Dependencies,
): Promise<NonNullable<TokenReview["status"]>> {
  const audiences = spec.audiences?.length ? spec.audiences : apiAudiences;
  try {
    const found = await tokenAuthenticator.authenticateToken(spec.token, audiences);
    if (found === undefined) return { authenticated: false };
    return {
      authenticated: true,
      user: userInfoOf(found.user),
      ...(found.audiences.length > 0 ? { audiences: [...found.audiences] } : {}),
    };
  } catch (error) {
    return { authenticated: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function userInfoOf(user: ServerUserInfo): UserInfo {
  const extra = Object.entries(user.extra).map(([key, values]) => [key, [...values]]);
  return {
    username: user.name,
    ...(user.uid ? { uid: user.uid } : {}),
    groups: [...user.groups],
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
  };
}
