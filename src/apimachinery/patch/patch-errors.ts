// The refusals that all kinds of patches share.
import { StatusError } from "../status-errors/status-error.ts";

/** 422 with the text that clients know; what is wrong with the patch is the error's cause. */
export function unprocessablePatch(why: string): StatusError {
  return new StatusError(
    {
      code: 422,
      reason: "Invalid",
      message: "the server rejected our request due to an error in our request",
      details: {},
    },
    { cause: new Error(why) },
  );
}
