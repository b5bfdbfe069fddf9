// Starts what watches the API and acts: controllers and scheduler, each under its own identity.
import type { UserInfo } from "#apiserver";
import { systemRandom } from "#base";
import { controllerAccount } from "#bootstrap";
import { createEventRecorder, createInformerFactory } from "#client";
import { ControllerManager, certificateController, controllerDescriptors } from "#controllers";
import { Scheduler } from "#scheduler";
import { type ControlPlane, controllerUser } from "./control-plane.ts";
import type { Daemon } from "./daemon.ts";
import type { ServerOptions } from "./options.ts";
import { authoritySigner } from "./signer.ts";

const schedulerUser: UserInfo = {
  name: "system:kube-scheduler",
  groups: ["system:authenticated"],
  extra: {},
};
const managerUser: UserInfo = {
  name: "system:kube-controller-manager",
  groups: ["system:authenticated"],
  extra: {},
};

export function nodeUser(nodeName: string): UserInfo {
  return {
    name: `system:node:${nodeName}`,
    groups: ["system:nodes", "system:authenticated"],
    extra: {},
  };
}

export async function startComponents(
  plane: ControlPlane,
  options: ServerOptions,
  daemon: Daemon,
): Promise<void> {
  const { clock, log, metrics, lifecycle } = daemon;
  const random = systemRandom;
  const informers = createInformerFactory({
    client: plane.clientFor(managerUser, "kube-controller-manager"),
    clock,
    random,
    log,
  });
  const manager = new ControllerManager({
    descriptors: [
      ...controllerDescriptors({
        certificateAuthority: plane.pki.authority.certificatePem,
        nodeIpam: { clusterCidr: options.clusterCidr, nodeMaskSize: options.nodeCidrMaskSize },
      }),
      certificateController(authoritySigner(plane.pki.authority, clock)),
    ],
    clientFor: (name) => plane.clientFor(controllerUser(controllerAccount(name)), name),
    informers,
    clock,
    random,
    log: log.child({ component: "controllers" }),
    metrics,
  });
  const schedulerClient = plane.clientFor(schedulerUser, "kube-scheduler");
  const schedulerInformers = createInformerFactory({ client: schedulerClient, clock, random, log });
  const eventRecorder = createEventRecorder({
    client: schedulerClient,
    clock,
    component: "default-scheduler",
    log,
  });
  const scheduler = new Scheduler({
    client: schedulerClient,
    informers: schedulerInformers,
    clock,
    random,
    log: log.child({ component: "scheduler" }),
    metrics,
    eventRecorder,
  });
  await Promise.all([manager.start(), scheduler.start()]);
  lifecycle.add(async () => {
    await Promise.all([manager.stop(), scheduler.stop()]);
    await Promise.all([informers.stop(), schedulerInformers.stop()]);
  });
}
