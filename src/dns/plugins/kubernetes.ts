// Answers for the cluster's domain: Services, headless endpoints, SRV, pod addresses, PTR.
// https://github.com/kubernetes/dns/blob/master/docs/specification.md
import type { Answer } from "dns-packet";
import type { Service } from "#api/core/v1";
import { type DnsPlugin, type DnsQuestion, type DnsReply, reply } from "../chain.ts";
import {
  type EndpointRecord,
  isHeadless,
  type ServicePortRecord,
  type ServiceRecords,
} from "../service-records.ts";

const ttlSeconds = 5;

export class KubernetesPlugin implements DnsPlugin {
  readonly name = "kubernetes";
  readonly #records: ServiceRecords;
  readonly #domain: string;
  /** Whether an address is the cluster's, so that its PTR is ours to answer. */
  readonly #ownsAddress: (address: string) => boolean;

  constructor(dependencies: {
    records: ServiceRecords;
    domain: string;
    ownsAddress: (address: string) => boolean;
  }) {
    this.#records = dependencies.records;
    this.#domain = dependencies.domain;
    this.#ownsAddress = dependencies.ownsAddress;
  }

  async serve(question: DnsQuestion, next: () => Promise<DnsReply>): Promise<DnsReply> {
    const { name } = question;
    const address = reverseAddress(name);
    if (address !== undefined)
      return this.#ownsAddress(address) ? this.#reverse(question, address) : next();
    if (name !== this.#domain && !name.endsWith(`.${this.#domain}`)) return next();
    if (!this.#records.hasSynced) return reply("SERVFAIL");
    const labels = name === this.#domain ? [] : name.slice(0, -this.#domain.length - 1).split(".");
    return this.#forward(question, labels.reverse(), next);
  }

  /** `labels` from the domain outwards: ["svc", namespace, service, ...]. */
  #forward(
    question: DnsQuestion,
    labels: string[],
    next: () => Promise<DnsReply>,
  ): DnsReply | Promise<DnsReply> {
    const [kind, namespace, name, ...rest] = labels;
    if (kind === undefined) return this.#apex(question);
    if (kind === "dns-version" && namespace === undefined) {
      return this.#found(
        question,
        question.type === "TXT"
          ? [{ name: question.name, type: "TXT", ttl: ttlSeconds, data: "1.1.0" }]
          : [],
      );
    }
    if (kind === "pod" && namespace && name) return this.#pod(question, namespace, name, rest);
    if (kind !== "svc") return this.#missing();
    if (!namespace) return this.#found(question, []);
    if (!name)
      return this.#records.namespaceExists(namespace) ? this.#found(question, []) : this.#missing();
    const service = this.#records.service(namespace, name);
    if (!service) return this.#missing();
    return service.spec.type === "ExternalName"
      ? this.#externalName(question, service, rest, next)
      : this.#service(question, service, rest);
  }

  #apex(question: DnsQuestion): DnsReply {
    if (question.type === "SOA") return this.#found(question, [this.#soa()]);
    if (question.type === "NS")
      return this.#found(question, [
        { name: this.#domain, type: "NS", ttl: ttlSeconds, data: `ns.dns.${this.#domain}` },
      ]);
    return this.#found(question, []);
  }

  #service(question: DnsQuestion, service: Service, rest: string[]): DnsReply {
    if (rest.length === 0)
      return this.#found(
        question,
        this.#addresses(question, service, undefined),
        question.type === "SRV" ? this.#srv(question, service, undefined) : undefined,
      );
    const [first, second] = rest as [string, string | undefined];
    if (first.startsWith("_")) {
      if (!second?.startsWith("_") || rest.length > 2)
        return rest.length === 1 ? this.#found(question, []) : this.#missing();
      const records = this.#srv(question, service, {
        protocol: first.slice(1),
        name: second.slice(1),
      });
      if (records.answers.length === 0) return this.#missing();
      return question.type === "SRV"
        ? this.#found(question, [], records)
        : this.#found(question, []);
    }
    if (rest.length > 1 || !isHeadless(service)) return this.#missing();
    const exists = (["IPv4", "IPv6"] as const).some((family) =>
      this.#records.endpoints(service, family).some((one) => one.label === first),
    );
    return exists
      ? this.#found(question, this.#addresses(question, service, first))
      : this.#missing();
  }

  #addresses(question: DnsQuestion, service: Service, label: string | undefined): Answer[] {
    if (question.type !== "A" && question.type !== "AAAA") return [];
    const family = question.type === "A" ? "IPv4" : "IPv6";
    const found = isHeadless(service)
      ? this.#records
          .endpoints(service, family)
          .filter((one) => label === undefined || one.label === label)
          .map((one) => one.address)
      : (service.spec.clusterIPs ?? []).filter(
          (address) => address.includes(":") === (family === "IPv6"),
        );
    return found.map((data) => addressRecord(question.name, data));
  }

  #srv(
    question: DnsQuestion,
    service: Service,
    wanted: { name: string; protocol: string } | undefined,
  ): { answers: Answer[]; additionals: Answer[] } {
    const matches = (port: ServicePortRecord): boolean =>
      wanted === undefined || (port.name === wanted.name && port.protocol === wanted.protocol);
    const base = `${service.metadata.name}.${service.metadata.namespace}.svc.${this.#domain}`;
    const answers: Answer[] = [];
    const additionals: Answer[] = [];
    const add = (
      target: string,
      address: string,
      ports: ServicePortRecord[],
      weight: number,
    ): void => {
      for (const { port } of ports)
        answers.push({
          name: question.name,
          type: "SRV",
          ttl: ttlSeconds,
          data: { priority: 0, weight, port, target },
        });
      if (ports.length > 0) additionals.push(addressRecord(target, address));
    };
    if (!isHeadless(service)) {
      for (const address of service.spec.clusterIPs ?? [])
        add(base, address, this.#records.ports(service).filter(matches), 100);
      return { answers, additionals };
    }
    const endpoints: EndpointRecord[] = [
      ...this.#records.endpoints(service, "IPv4"),
      ...this.#records.endpoints(service, "IPv6"),
    ];
    const weight = Math.max(1, Math.floor(100 / Math.max(1, endpoints.length)));
    for (const { label, address, ports } of endpoints)
      add(`${label}.${base}`, address, ports.filter(matches), weight);
    return { answers, additionals };
  }

  async #externalName(
    question: DnsQuestion,
    service: Service,
    rest: string[],
    _next: () => Promise<DnsReply>,
  ): Promise<DnsReply> {
    if (rest.length > 0) return this.#missing();
    const data = (service.spec.externalName ?? "").replace(/\.$/, "");
    return this.#found(question, [{ name: question.name, type: "CNAME", ttl: ttlSeconds, data }]);
  }

  /** `1-2-3-4.<namespace>.pod.<domain>`: the address is in the name. */
  #pod(question: DnsQuestion, namespace: string, name: string, rest: string[]): DnsReply {
    const address = name.replaceAll("-", ".");
    const isAddress =
      /^(\d{1,3}\.){3}\d{1,3}$/.test(address) &&
      address.split(".").every((part) => Number(part) < 256);
    if (!isAddress || rest.length > 0 || !this.#records.namespaceExists(namespace))
      return this.#missing();
    return this.#found(
      question,
      question.type === "A" ? [addressRecord(question.name, address)] : [],
    );
  }

  #reverse(question: DnsQuestion, address: string): DnsReply {
    if (!this.#records.hasSynced) return reply("SERVFAIL");
    const names = this.#records.namesOf(address);
    if (names.length === 0) return this.#missing();
    const answers =
      question.type === "PTR"
        ? names.map(
            (name): Answer => ({
              name: question.name,
              type: "PTR",
              ttl: ttlSeconds,
              data: `${name}.${this.#domain}`,
            }),
          )
        : [];
    return this.#found(question, answers);
  }

  /** The name exists; without answers it has no data of the type. */
  #found(
    _question: DnsQuestion,
    answers: Answer[],
    service?: { answers: Answer[]; additionals: Answer[] },
  ): DnsReply {
    const all = [...answers, ...(service?.answers ?? [])];
    return reply("NOERROR", {
      authoritative: true,
      answers: all,
      additionals: service?.additionals ?? [],
      authorities: all.length === 0 ? [this.#soa()] : [],
    });
  }

  #missing(): DnsReply {
    return reply("NXDOMAIN", { authoritative: true, authorities: [this.#soa()] });
  }

  #soa(): Answer {
    const data = {
      mname: `ns.dns.${this.#domain}`,
      rname: `hostmaster.${this.#domain}`,
      serial: 1,
      refresh: 7200,
      retry: 1800,
      expire: 86400,
      minimum: ttlSeconds,
    };
    return { name: this.#domain, type: "SOA", ttl: ttlSeconds, data };
  }
}

function addressRecord(name: string, data: string): Answer {
  return { name, type: data.includes(":") ? "AAAA" : "A", ttl: ttlSeconds, data };
}

/** "4.3.2.1.in-addr.arpa" to "1.2.3.4". */
function reverseAddress(name: string): string | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name);
  return match ? [match[4], match[3], match[2], match[1]].join(".") : undefined;
}
