// SPDX-License-Identifier: GPL-3.0-only
import type { Identity } from '../mqtt/topics';
import type { GatewayStatus } from '../mqtt/wire';
import type { Standing } from '../points/live';

/** One gateway as the broker tells of it. */
export interface SiteEntry {
  identity: Identity;
  status: GatewayStatus | undefined;
  /** When the newest sample that has come was read, in ms; undefined until one has. */
  newest: number | undefined;
}

export type SiteState = 'offline' | 'silent' | 'problems' | 'online' | 'unknown';

/** The worst first, as the list has them. */
const ORDER: readonly SiteState[] = ['offline', 'silent', 'unknown', 'problems', 'online'];

export const DOTS: Readonly<Record<SiteState, Standing>> = { offline: 'bad', silent: 'bad', unknown: 'stale', problems: 'uncertain', online: 'good' };

/**
 * How a site is.
 *
 * @param since from when on samples would have been heard, in ms
 */
export function stateOf({ status, newest }: SiteEntry, now: number, since: number, silentMs: number): SiteState {
  if (status === undefined) return 'unknown';
  if (status.status === 'offline') return 'offline';
  // Samples may be older than the moment from which on they are heard: those that had waited.
  if (now - (newest ?? since) > silentMs) return 'silent';
  return (status.problems?.length ?? 0) > 0 ? 'problems' : 'online';
}

export function keyOf({ organization_id: org, site_id: site, iot_device_id: gateway }: Identity): string {
  return `${org}/${site}/${gateway}`;
}

/** Undefined for what names no gateway. */
export function identityOf(key: string): Identity | undefined {
  const [organization_id, site_id, iot_device_id, ...rest] = key.split('/');
  return organization_id && site_id && iot_device_id && rest.length === 0 ? { organization_id, site_id, iot_device_id } : undefined;
}

export interface SiteLine {
  key: string;
  entry: SiteEntry;
  state: SiteState;
}

/** Those whose name has all words of the text, the worst first, then by name. */
export function linesOf(sites: Iterable<SiteEntry>, text: string, now: number, since: number, silentMs: number): SiteLine[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  return [...sites]
    .map((entry) => ({ key: keyOf(entry.identity), entry, state: stateOf(entry, now, since, silentMs) }))
    .filter(({ key }) => words.every((word) => key.toLowerCase().includes(word)))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || byName(a.key, b.key));
}
