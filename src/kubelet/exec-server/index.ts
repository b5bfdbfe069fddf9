export type {
  AuthenticateToken,
  AuthorizeUser,
  KubeletAttributes,
  KubeletUser,
} from "./authorization.ts";
export { subjectAccessReviews, tokenReviews } from "./delegated-reviews.ts";
export { ExecServer, type ExecServerDependencies, type ExecServerTls } from "./exec-server.ts";
