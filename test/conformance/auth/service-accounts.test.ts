// Service accounts and their tokens: made, mounted, reviewed, opted out of.
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourcePath, sharedCluster, shell } from "#testing/cluster";
import { exerciseApi } from "../api-operations.ts";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-auth] ServiceAccounts";
const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

async function review(
  token: string,
): Promise<{ authenticated: boolean; user: { username: string } }> {
  const made = await cluster.api.create("authentication.k8s.io/v1/tokenreviews", undefined, {
    spec: { token },
  });
  return made["status"];
}

describe(title, cluster.together, () => {
  test(`${title} should mount an API token into pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    const print = "cat namespace; echo; cat token; echo; cat ca.crt";
    const output = await namespace.outputOf(shell(`cd ${mountPath}; ${print}`));
    const [name, token = "", ...authority] = output.trim().split("\n");
    assert.equal(name, namespace.name);
    const map = await cluster.api.get("v1/configmaps", namespace.name, "kube-root-ca.crt");
    assert.equal(authority.join("\n").trim(), map["data"]["ca.crt"].trim());
    const { user } = await review(token);
    assert.equal(user.username, `system:serviceaccount:${namespace.name}:default`);
  });

  test(`${title} should allow opting out of API token automount`, async (t) => {
    const namespace = await cluster.namespace(t);
    for (const [name, automount] of [
      ["mount", true],
      ["nomount", false],
      ["default-of-account", undefined],
    ] as const)
      await namespace.create("v1/serviceaccounts", name, {
        ...(automount !== undefined && { automountServiceAccountToken: automount }),
      });
    const cases: [account: string, ofPod: boolean | undefined, mounted: boolean][] = [
      ["mount", undefined, true],
      ["mount", true, true],
      ["mount", false, false],
      ["nomount", undefined, false],
      ["nomount", true, true],
      ["nomount", false, false],
      ["default-of-account", undefined, true],
      ["default-of-account", true, true],
      ["default-of-account", false, false],
    ];
    for (const [index, [serviceAccountName, ofPod, mounted]] of cases.entries()) {
      const pod = await namespace.createPod(`pod-${index}`, {
        serviceAccountName,
        nodeName: "nowhere",
        ...(ofPod !== undefined && { automountServiceAccountToken: ofPod }),
        containers: [shell("true")],
      });
      const mounts: { mountPath: string }[] = pod["spec"].containers[0].volumeMounts ?? [];
      assert.equal(
        mounts.some((mount) => mount.mountPath === mountPath),
        mounted,
        `${serviceAccountName}, pod says ${ofPod}`,
      );
    }
  });

  test(`${title} should create a serviceAccountToken and ensure a successful TokenReview`, async (t) => {
    const namespace = await cluster.namespace(t);
    const account = await namespace.create("v1/serviceaccounts", "own");
    const path = `${resourcePath("v1/serviceaccounts", namespace.name, "own")}/token`;
    const request = await cluster.api.expect("POST", path, { body: { spec: {} } });
    const { token } = request["status"];
    const status = await review(token);
    assert.equal(status.authenticated, true);
    const { username, uid, groups } = status.user as unknown as Record<string, unknown>;
    assert.equal(username, `system:serviceaccount:${namespace.name}:own`);
    assert.equal(uid, account.metadata.uid);
    for (const group of ["system:serviceaccounts", `system:serviceaccounts:${namespace.name}`])
      assert.ok((groups as string[]).includes(group), String(groups));
    assert.equal((await review(`${token}x`)).authenticated ?? false, false);
    await cluster.api.delete("v1/serviceaccounts", namespace.name, "own");
    assert.equal((await review(token)).authenticated ?? false, false);
  });

  test(`${title} should mount projected service account token`, async (t) => {
    const namespace = await cluster.namespace(t);
    const serviceAccountToken = { path: "own", audience: "vault", expirationSeconds: 600 };
    const one = shell("cat /tokens/own; stat -Lc ' %a' /tokens/own", {
      volumeMounts: [{ name: "tokens", mountPath: "/tokens" }],
    });
    const volumes = [{ name: "tokens", projected: { sources: [{ serviceAccountToken }] } }];
    const [token = "", mode] = (await namespace.outputOf(one, { volumes })).trim().split(" ");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    assert.deepEqual(claims.aud, ["vault"]);
    assert.equal(claims.sub, `system:serviceaccount:${namespace.name}:default`);
    assert.equal(claims["kubernetes.io"].pod.name, "one-shot");
    assert.equal(mode, "644");
  });

  test(`${title} should guarantee kube-root-ca.crt exist in any namespace`, async (t) => {
    const namespace = await cluster.namespace(t);
    const place = ["v1/configmaps", namespace.name, "kube-root-ca.crt"] as const;
    const first = await cluster.api.waitFor(place, (map) => map !== undefined);
    await cluster.api.delete(...place);
    const again = await cluster.api.waitFor(
      place,
      (map) => map !== undefined && map.metadata.uid !== first.metadata.uid,
    );
    assert.deepEqual(again["data"], first["data"]);
    await cluster.api.patch(place, { data: { "ca.crt": "" } });
    await cluster.api.waitFor(place, (map) => map?.["data"]["ca.crt"] === first["data"]["ca.crt"]);
  });

  test(`${title} should run through the lifecycle of a ServiceAccount`, async (t) => {
    const namespace = await cluster.namespace(t);
    await exerciseApi(cluster.api, {
      resource: "v1/serviceaccounts",
      kind: "ServiceAccount",
      namespace: namespace.name,
      label: "account",
      make: () => ({ automountServiceAccountToken: true }),
      change: {
        patch: { automountServiceAccountToken: false },
        isDone: (account) => account["automountServiceAccountToken"] === false,
      },
    });
  });

  test(`${title} should update a ServiceAccount`, async (t) => {
    const namespace = await cluster.namespace(t);
    const account = await namespace.create("v1/serviceaccounts", "own", {
      automountServiceAccountToken: false,
    });
    account["automountServiceAccountToken"] = true;
    await cluster.api.update("v1/serviceaccounts", account);
    const got = await cluster.api.get("v1/serviceaccounts", namespace.name, "own");
    assert.equal(got["automountServiceAccountToken"], true);
  });

  test(`${title} ServiceAccountIssuerDiscovery should support OIDC discovery of service account issuer`, async () => {
    const document = await cluster.api.expect("GET", "/.well-known/openid-configuration");
    const { issuer, jwks_uri } = document as unknown as { issuer: string; jwks_uri: string };
    const keys = await cluster.api.expect("GET", new URL(jwks_uri).pathname);
    const path = `${resourcePath("v1/serviceaccounts", "default", "default")}/token`;
    const request = await cluster.api.expect("POST", path, { body: { spec: {} } });
    const [head, claims] = request["status"].token
      .split(".")
      .slice(0, 2)
      .map((part: string) => JSON.parse(Buffer.from(part, "base64url").toString()));
    assert.equal(claims.iss, issuer);
    assert.ok(keys["keys"].some(({ kid }: { kid: string }) => kid === head.kid));
  });
});

describe("[sig-auth] SubjectReview", cluster.needed, () => {
  test("[sig-auth] SubjectReview should support SubjectReview API operations", async (t) => {
    const namespace = await cluster.namespace(t);
    const user = `system:serviceaccount:${namespace.name}:default`;
    const groups = ["system:authenticated", "system:serviceaccounts"];
    const resourceAttributes = { verb: "list", resource: "configmaps", namespace: namespace.name };
    const asUser = cluster.api.withHeaders({ "impersonate-user": user });
    const allowed = async (): Promise<boolean[]> => {
      const spec = { user, groups, resourceAttributes };
      const ask = (resource: string, within?: string) =>
        cluster.api.create(`authorization.k8s.io/v1/${resource}`, within, {
          ...(within && { metadata: { namespace: within } }),
          spec,
        });
      const answers = await Promise.all([
        ask("subjectaccessreviews"),
        ask("localsubjectaccessreviews", namespace.name),
      ]);
      const path = resourcePath("v1/configmaps", namespace.name);
      const real = await asUser.request("GET", path);
      return [...answers.map((answer) => answer["status"].allowed), real.status === 200];
    };
    assert.deepEqual(await allowed(), [false, false, false]);
    const rbac = "rbac.authorization.k8s.io";
    await namespace.create(`${rbac}/v1/rolebindings`, "view", {
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "default", namespace: namespace.name }],
    });
    await cluster.api.waitFor([`${rbac}/v1/rolebindings`, namespace.name, "view"], Boolean);
    assert.deepEqual(await allowed(), [true, true, true]);
  });
});
