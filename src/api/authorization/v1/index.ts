export {
  validateAccessReviewSpec,
  validateSubjectAccessReviewSpec,
} from "./access-review-validation.ts";
export type * from "./types.generated.ts";
