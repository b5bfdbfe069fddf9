// When a node is ready for its users: its Ready condition, and an answer of the cluster's DNS.
import { Resolver } from "node:dns/promises";
import { nodes } from "#api";
import type { Node } from "#api/core/v1";
import { type Clock, sleep } from "#base";
import type { InformerFactory } from "#client";
import { isNodeReady } from "#component-helpers";
import type { NodeOptions } from "./options.ts";

const dnsAttempts = 40;
const answerMilliseconds = 250;

export function untilNodeReady(informers: InformerFactory, nodeName: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (node: Node): void => {
      if (node.metadata.name === nodeName && isNodeReady(node)) resolve();
    };
    informers
      .informer(nodes, { fieldSelector: `metadata.name=${nodeName}` })
      .addHandler({ add: look, update: look });
  });
}

/** Asks the cluster's DNS by its Service, as pods do. */
export async function untilDnsAnswers(options: NodeOptions, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    // A fresh one for each question: a resolver avoids servers that did not answer.
    const resolver = new Resolver({ timeout: answerMilliseconds, tries: 1 });
    resolver.setServers([options.clusterDns]);
    try {
      await resolver.resolve4(`kubernetes.default.svc.${options.clusterDomain}`);
      return;
    } catch (cause) {
      if (attempt === dnsAttempts) throw new Error("The cluster's DNS does not answer", { cause });
      await sleep(clock, 25 * attempt);
    }
  }
}
