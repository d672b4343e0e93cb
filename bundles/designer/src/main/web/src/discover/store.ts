// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { command, inWords, watchProgress } from '../gateway';
import { RequestFailure } from '../mqtt/requests';
import type { ConfigResponse, DiscoveredDevice, Progress, Unreachable } from '../mqtt/wire';
import { adoptRevision, movingConfiguration } from '../site/deploy';
import { newUuid } from '../uuid';
import { addDiscovered, loadSite, useSite } from '../site/store';
import { compare, pictureOf, together, type Difference, type Picture } from './difference';
import { askedAs, shownAs, type Scope } from './scope';

interface DiscoverState {
  running: boolean;
  progress: Progress | undefined;
  /** The names of the devices that are known while it runs, in the order in which they came up. */
  heard: readonly string[];
  found: readonly DiscoveredDevice[];
  unreachable: readonly Unreachable[];
  conflicts: readonly { device_id: number; ip_addresses: string[] }[];
  difference: Difference | undefined;
  /** How it ended, in words; undefined before the first. */
  outcome: { good: boolean; message: string } | undefined;
}

const FRESH: DiscoverState = { running: false, progress: undefined, heard: [], found: [], unreachable: [], conflicts: [], difference: undefined, outcome: undefined };

export const useDiscover = create<DiscoverState>(() => FRESH);

const set = useDiscover.setState;
/** Longer than the gateway's own limit; each progress message starts it anew. */
const TIMEOUT_MS = 45_000;
let abort: AbortController | undefined;
let asked: Scope = {};
let parts = new Set<number | undefined>();
/** The devices that the present run found, without those of an earlier one. */
let fresh: readonly DiscoveredDevice[] = [];

/**
 * Searches for devices. Each run has a command_id of its own, so that the gateway does not take a retry for a repeat of the first.
 *
 * @param earlier results of an earlier run that stay on screen beside those of this one
 */
export async function discover(scope: Scope, earlier: Partial<DiscoverState> = {}): Promise<void> {
  const before = pictureOf(useSite.getState());
  const commandId = newUuid();
  abort = new AbortController();
  asked = scope;
  parts = new Set();
  let complete = false;
  fresh = [];
  set({ ...FRESH, ...earlier, running: true });
  const stopProgress = watchProgress(commandId, (progress) => set({ progress, heard: withName(useDiscover.getState().heard, progress.current_device) }));
  try {
    const response = await movingConfiguration(() =>
      command<ConfigResponse>('get_config', { discover: true, ...scope }, { commandId, timeoutMs: TIMEOUT_MS, signal: abort!.signal, onPart: take }),
    );
    adoptRevision(response.config_revision);
    // A timeout may hide that a list was not read to its end.
    complete = response.status === 'success' && parts.size === response.part;
    set({ outcome: summary(response) });
  } catch (error) {
    const stopped = error instanceof RequestFailure && error.code === 'cancelled';
    set({ outcome: { good: stopped, message: inWords(error) } });
  } finally {
    stopProgress();
    abort = undefined;
    set({ running: false });
  }
  await finish(before, complete);
}

/** Stops waiting; what the gateway has begun it finishes by itself. */
export function cancelDiscovery(): void {
  abort?.abort();
}

/** Asks only the addresses again that did not answer; the devices that answered stay in the list. */
export function retryFailed(): void {
  const { unreachable, found, conflicts, difference } = useDiscover.getState();
  void discover({ ip_addresses: askedAs(unreachable.map((each) => each.ip_address), asked.ip_addresses ?? []) }, { found, conflicts, difference });
}

/** What a device is called by before its name is read: its address, or its number. */
const NO_NAME = /^$|^\d+(\.\d+){3}(:\d+)?$|^Device \d+$/;

/** Progress names a device, and of one that is being read how far that is: `AHU-1, 12 of 3,563 objects`. */
function withName(heard: readonly string[], current: string | null): readonly string[] {
  const name = current?.replace(/, [\d,]+ of [\d,]+ objects$/, '') ?? '';
  return NO_NAME.test(name) || heard.includes(name) ? heard : [...heard, name];
}

function take(part: ConfigResponse): void {
  const { found, unreachable, conflicts } = useDiscover.getState();
  const devices = part.discovered_devices ?? [];
  const more = part.conflicts ?? [];
  parts.add(part.part);
  fresh = merge(fresh, devices);
  set({
    found: merge(found, devices),
    unreachable: [...unreachable, ...(part.unreachable ?? []).map((each) => ({ ...each, ip_address: shownAs(each.ip_address, asked.ip_addresses ?? []) }))],
    conflicts: [...conflicts.filter((each) => !more.some(({ device_id }) => device_id === each.device_id)), ...more],
  });
  addDiscovered(devices);
}

/** A device whose objects come in several parts is one device; a part that comes again after a reconnect counts once. */
function merge(found: readonly DiscoveredDevice[], more: readonly DiscoveredDevice[]): DiscoveredDevice[] {
  const devices = new Map(found.map((device) => [device.device_id, device]));
  for (const device of more) {
    const held = devices.get(device.device_id);
    devices.set(device.device_id, held === undefined ? device : { ...device, objects: [...new Map([...held.objects, ...device.objects].map((object) => [object.point_id, object])).values()] });
  }
  return [...devices.values()];
}

async function finish(before: Picture, complete: boolean): Promise<void> {
  if (fresh.length > 0) set({ difference: together(useDiscover.getState().difference, compare(before, fresh, complete)) });
  await loadSite();
}

function summary(response: ConfigResponse): { good: boolean; message: string } {
  const { unreachable } = useDiscover.getState();
  const objects = fresh.reduce((sum, device) => sum + device.objects.length, 0);
  const what = `${count(fresh.length, 'device')} with ${count(objects, 'point')}`;
  switch (response.status) {
    case 'success':
      return { good: true, message: fresh.length === 0 && useDiscover.getState().conflicts.length === 0 ? 'Nothing answered.' : `Found ${what}.` };
    case 'timeout':
      return { good: false, message: `Found ${what}; ${count(unreachable.length, 'address', 'addresses')} did not answer.` };
    case 'partial':
      return { good: false, message: `Found ${what}, but some object lists are incomplete. Discover again to complete them.` };
    case 'error':
      return { good: false, message: response.error?.message ?? 'The gateway could not search.' };
  }
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
