// Lets the certificate controller use the cluster's authority.

import type { Clock } from "#base";
import { type KeyPair, parseSigningRequest, signRequest } from "#bootstrap";
import type { CertificateSigner } from "#controllers";

export function authoritySigner(authority: KeyPair, clock: Clock): CertificateSigner {
  return {
    parse: parseSigningRequest,
    sign: (pem, { content, usage, validSeconds }) =>
      signRequest(authority, pem, {
        ...content,
        usage,
        validDays: validSeconds / 86_400,
        now: clock.now(),
      }),
  };
}
