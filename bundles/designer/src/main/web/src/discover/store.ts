import { create } from 'zustand';
import { command, inWords, watchProgress } from '../gateway';
import { RequestFailure } from '../mqtt/requests';
import type { ConfigResponse, DiscoveredDevice, Progress, Unreachable } from '../mqtt/wire';
import { adoptRevision, movingConfiguration } from '../site/deploy';
import { addDiscovered, loadSite, useSite } from '../site/store';
import { compare, pictureOf, type Difference, type Picture } from './difference';
import { askedAs, shownAs, type Scope } from './scope';

interface DiscoverState {
  running: boolean;
  progress: Progress | undefined;
  found: readonly DiscoveredDevice[];
  unreachable: readonly Unreachable[];
  conflicts: readonly { device_id: number; ip_addresses: string[] }[];
  difference: Difference | undefined;
  /** How it ended, in words; undefined before the first. */
  outcome: { good: boolean; message: string } | undefined;
}

const FRESH: DiscoverState = { running: false, progress: undefined, found: [], unreachable: [], conflicts: [], difference: undefined, outcome: undefined };

export const useDiscover = create<DiscoverState>(() => FRESH);

const set = useDiscover.setState;
/** Longer than the gateway's own limit, and anew with each piece of progress. */
const TIMEOUT_MS = 45_000;
let abort: AbortController | undefined;
let asked: Scope = {};
let parts = new Set<number | undefined>();

/** Looks for devices; each run has a command of its own, so that a retry is no repeat of the first. */
export async function discover(scope: Scope): Promise<void> {
  const before = pictureOf(useSite.getState());
  const commandId = crypto.randomUUID();
  abort = new AbortController();
  asked = scope;
  parts = new Set();
  let complete = false;
  set({ ...FRESH, running: true });
  const stopProgress = watchProgress(commandId, (progress) => set({ progress }));
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

/** Asks again the addresses that did not answer, and only those. */
export function retryFailed(): void {
  void discover({ ip_addresses: askedAs(useDiscover.getState().unreachable.map((each) => each.ip_address), asked.ip_addresses ?? []) });
}

function take(part: ConfigResponse): void {
  const { found, unreachable, conflicts } = useDiscover.getState();
  const devices = part.discovered_devices ?? [];
  parts.add(part.part);
  set({
    found: merge(found, devices),
    unreachable: [...unreachable, ...(part.unreachable ?? []).map((each) => ({ ...each, ip_address: shownAs(each.ip_address, asked.ip_addresses ?? []) }))],
    conflicts: [...conflicts, ...(part.conflicts ?? [])],
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
  const { found } = useDiscover.getState();
  if (found.length > 0) set({ difference: compare(before, found, complete) });
  await loadSite();
}

function summary(response: ConfigResponse): { good: boolean; message: string } {
  const { found, unreachable } = useDiscover.getState();
  const objects = found.reduce((sum, device) => sum + device.objects.length, 0);
  const what = `${count(found.length, 'device')} with ${count(objects, 'point')}`;
  switch (response.status) {
    case 'success':
      return { good: true, message: found.length === 0 ? 'Nothing answered.' : `Found ${what}.` };
    case 'timeout':
      return { good: false, message: `Found ${what}; ${count(unreachable.length, 'address', 'addresses')} did not answer.` };
    case 'partial':
      return { good: false, message: `Found ${what}, but not every object list came whole. Look again to complete it.` };
    case 'error':
      return { good: false, message: response.error?.message ?? 'The gateway could not look.' };
  }
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
