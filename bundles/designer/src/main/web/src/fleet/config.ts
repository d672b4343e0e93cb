// SPDX-License-Identifier: GPL-3.0-only
import { withDeadline } from '../deadline';
import { socketBesidePage } from '../place';

/** What the file fleet.json beside the page says where the page is not a gateway's own (docs/fleet.md). */
export interface FleetConfig {
  /** Of the broker's WebSocket. */
  broker: string;
  /** What all topics begin with there. */
  prefix: string;
  /** From when on a site that says nothing is silent, and a value that nothing confirms is stale. */
  silentMs: number;
}

const TIMEOUT_MS = 10_000;
const PREFIX = 'iot/global';
/** Twice as long as an uplink takes to confirm a value, as it is shipped. */
const SILENT_SECONDS = 1_800;

/** Undefined for the file as a gateway has it, which names no broker. */
export function readConfig(file: unknown): FleetConfig | undefined {
  const { broker, prefix, silent_seconds: silent } = (typeof file === 'object' && file !== null ? file : {}) as Record<string, unknown>;
  if (typeof broker !== 'string' || broker === '') return undefined;
  return {
    broker: socketBesidePage(broker),
    prefix: typeof prefix === 'string' && prefix !== '' ? prefix.replace(/\/+$/, '') : PREFIX,
    silentMs: 1_000 * (typeof silent === 'number' && silent > 0 ? silent : SILENT_SECONDS),
  };
}

/** Undefined where there is no such file, or none that can be read: then the page is a gateway's own. */
export async function loadConfig(): Promise<FleetConfig | undefined> {
  const limit = withDeadline(TIMEOUT_MS);
  try {
    const response = await fetch('fleet.json', { cache: 'no-cache', signal: limit.signal });
    return response.ok ? readConfig(await response.json()) : undefined;
  } catch {
    return undefined;
  } finally {
    limit.done();
  }
}
