// One of several equal processes leads: the holder of a Lease that it renews in time. A holder that
// cannot renew stops leading before anybody else may start.
// https://kubernetes.io/docs/concepts/architecture/leases/
import { leases } from "#api";
import type { Lease, LeaseSpec } from "#api/coordination/v1";
import { formatMicroTime, isNotFound } from "#apimachinery";
import { type Clock, type Random, sleep, systemRandom } from "#base";
import { type Logger, silentLogger } from "#component-base";
import type { Client, ResourceClient } from "../client.ts";

export interface LeaderElectorOptions {
  client: Client;
  clock: Clock;
  random?: Random;
  log?: Logger;
  namespace: string;
  leaseName: string;
  /** Unique among the candidates: "host_uuid". */
  identity: string;
  /** Others wait so long after the last renewal before they take over. */
  leaseDurationMilliseconds?: number;
  /** The leader gives up when it could not renew for so long; less than the lease's duration. */
  renewDeadlineMilliseconds?: number;
  retryPeriodMilliseconds?: number;
}

const releaseMilliseconds = 5000;

export class LeaderElector {
  readonly #options: Required<LeaderElectorOptions>;
  readonly #leases: ResourceClient<Lease>;
  /** What was last seen and when, by this process's own clock: clocks of others do not matter. */
  #observed: { renewTime: string; holder: string; at: number } | undefined;
  #isLeader = false;

  constructor(options: LeaderElectorOptions) {
    this.#options = {
      random: systemRandom,
      log: silentLogger,
      leaseDurationMilliseconds: 15_000,
      renewDeadlineMilliseconds: 10_000,
      retryPeriodMilliseconds: 2_000,
      ...options,
    };
    this.#leases = options.client.resource(leases);
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  /** The identity that leads, as far as is known. */
  get leader(): string {
    return this.#observed?.holder ?? "";
  }

  /**
   * Waits for leadership and then runs `lead`, whose signal is aborted when leadership is lost.
   * Resolves when the leader stopped by itself, lost its lease, or `signal` was aborted; the lease
   * is released, so that another starts at once.
   */
  async run(lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    if (!(await this.#acquire(signal))) return;
    const lost = new AbortController();
    const leading = AbortSignal.any([signal, lost.signal]);
    this.#isLeader = true;
    this.#options.log.info("Leads", { lease: this.#options.leaseName });
    const work = lead(leading).finally(() => lost.abort(new Error("Leader has finished")));
    try {
      await this.#renew(leading);
    } finally {
      this.#isLeader = false;
      lost.abort(new Error("Leadership is lost"));
      await work.catch((error) => {
        if (!leading.aborted || error !== leading.reason) throw error;
      });
      await this.#release();
    }
  }

  async #acquire(signal: AbortSignal): Promise<boolean> {
    const { clock, random, retryPeriodMilliseconds } = this.#options;
    while (!signal.aborted) {
      if (await this.#tryAcquireOrRenew(signal)) return true;
      await sleep(clock, retryPeriodMilliseconds * (1 + 1.2 * random.float()), signal).catch(
        () => {},
      );
    }
    return false;
  }

  async #renew(signal: AbortSignal): Promise<void> {
    const { clock, retryPeriodMilliseconds, renewDeadlineMilliseconds } = this.#options;
    let renewedAt = clock.monotonic();
    while (!signal.aborted) {
      await sleep(clock, retryPeriodMilliseconds, signal).catch(() => {});
      if (signal.aborted) return;
      const left = renewDeadlineMilliseconds - (clock.monotonic() - renewedAt);
      const isRenewed =
        left > 0 &&
        (await this.#within(left, (late) =>
          this.#tryAcquireOrRenew(AbortSignal.any([signal, late])),
        ));
      if (isRenewed) renewedAt = clock.monotonic();
      else if (clock.monotonic() - renewedAt >= renewDeadlineMilliseconds) return;
      if (this.leader !== this.#options.identity) return;
    }
  }

  async #within<R>(milliseconds: number, work: (late: AbortSignal) => Promise<R>): Promise<R> {
    const late = new AbortController();
    const timer = this.#options.clock.after(milliseconds, () =>
      late.abort(new Error("Lease was not written in time")),
    );
    try {
      return await work(late.signal);
    } finally {
      timer.cancel();
    }
  }

  async #tryAcquireOrRenew(signal: AbortSignal): Promise<boolean> {
    try {
      const lease = await this.#get(signal);
      if (lease && !this.#mayTake(lease.spec)) return false;
      const written = lease
        ? await this.#leases.update({ ...lease, spec: this.#spec(lease.spec) }, { signal })
        : await this.#leases.create(this.#options.namespace, this.#newLease(), { signal });
      this.#observe(written.spec);
      return true;
    } catch (error) {
      this.#options.log.debug("Lease is not acquired", { error });
      return false;
    }
  }

  async #get(signal: AbortSignal): Promise<Lease | undefined> {
    const { namespace, leaseName } = this.#options;
    try {
      return await this.#leases.get(namespace, leaseName, signal);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #mayTake(spec: LeaseSpec): boolean {
    const { clock, identity } = this.#options;
    this.#observe(spec);
    const holder = spec.holderIdentity ?? "";
    if (holder === "" || holder === identity) return true;
    const duration = (spec.leaseDurationSeconds ?? 0) * 1000;
    return clock.monotonic() - (this.#observed?.at ?? 0) > duration;
  }

  #observe(spec: LeaseSpec): void {
    const renewTime = spec.renewTime ?? "";
    const holder = spec.holderIdentity ?? "";
    if (this.#observed?.renewTime === renewTime && this.#observed.holder === holder) return;
    this.#observed = { renewTime, holder, at: this.#options.clock.monotonic() };
  }

  #newLease(): Lease {
    const { namespace, leaseName } = this.#options;
    return { metadata: { namespace, name: leaseName }, spec: this.#spec({}) };
  }

  #spec(old: LeaseSpec): LeaseSpec {
    const { clock, identity, leaseDurationMilliseconds } = this.#options;
    const now = formatMicroTime(clock.now());
    const isSame = old.holderIdentity === identity;
    return {
      ...old,
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseDurationMilliseconds / 1000),
      renewTime: now,
      acquireTime: (isSame && old.acquireTime) || now,
      leaseTransitions: (old.leaseTransitions ?? 0) + (isSame || !old.holderIdentity ? 0 : 1),
    };
  }

  async #release(): Promise<void> {
    if (this.leader !== this.#options.identity) return;
    try {
      await this.#within(releaseMilliseconds, async (signal) => {
        const lease = await this.#get(signal);
        if (lease?.spec.holderIdentity !== this.#options.identity) return;
        const { leaseTransitions = 0 } = lease.spec;
        const renewTime = formatMicroTime(this.#options.clock.now());
        const spec = { holderIdentity: "", leaseDurationSeconds: 1, renewTime, leaseTransitions };
        this.#observe((await this.#leases.update({ ...lease, spec }, { signal })).spec);
      });
    } catch (error) {
      this.#options.log.debug("Lease is not released, it will run out", { error });
    }
  }
}
