// The certificate that a client showed in TLS: common name is the user, organizations are groups.
// The server has already checked that the cluster's authority signed it.
import type { ApiRequest } from "../../request-context.ts";
import type { Authenticator } from "../authenticator.ts";
import type { UserInfo } from "../user-info.ts";

export class ClientCertificateAuthenticator implements Authenticator {
  readonly name = "ClientCertificate";

  async authenticate(request: ApiRequest): Promise<UserInfo | undefined> {
    const certificate = request.clientCertificate;
    if (!certificate?.commonName) return undefined;
    return {
      name: certificate.commonName,
      ...(certificate.uid ? { uid: certificate.uid } : {}),
      groups: [...certificate.organizations, "system:authenticated"],
      extra: {},
    };
  }
}
