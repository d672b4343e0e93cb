// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import type { PointInfo } from '../api';
import { EMPTY_DOC } from '../flow/model';
import { useFlow } from '../flow/store';
import { closeGateway, openGateway, points } from '../gateway';
import type { ConnectionState } from '../mqtt/connection';
import { FleetClient } from '../mqtt/fleet';
import type { Login } from '../mqtt/link';
import { mqttJsOpener } from '../mqtt/mqttjs';
import type { Identity } from '../mqtt/topics';
import type { SitePart } from '../mqtt/wire';
import { NO_LIMITS, noteStanding, type Right } from '../rights';
import { useSession } from '../session/store';
import { noSite, putSite, useSite } from '../site/store';
import { showPoint } from '../ui/state';
import { newUuid } from '../uuid';
import type { FleetConfig } from './config';
import { askLastValues, forgetLastValues, wantLastValue } from './lastValues';
import { idsOf, SiteDocument, type ToldSite } from './siteDocument';
import { keyOf, type SiteEntry } from './standing';

interface FleetState {
  config: FleetConfig | undefined;
  sites: ReadonlyMap<string, SiteEntry>;
  connection: ConnectionState;
  /** From when on samples of all sites are heard, in ms. */
  since: number;
  /** What the uplink of the site that is open lets us ask for; undefined until it has told. */
  commands: ToldSite['commands'] | undefined;
}

export const useFleet = create<FleetState>(() => ({
  config: undefined, sites: new Map(), connection: { phase: 'offline', reason: 'not signed in' }, since: 0, commands: undefined,
}));

const set = useFleet.setState;
/** A thousand sites tell their status at once when the list is opened. */
const SHOW_EVERY_MS = 250;
const RIGHTS: Readonly<Record<ToldSite['commands'], Right[]>> = { none: ['read'], read: ['read', 'ask_history'], write: ['read', 'ask_history', 'write'] };

let login: Login | undefined;
let client: FleetClient | undefined;
const fresh = new Map<string, SiteEntry>();
let showing: ReturnType<typeof setTimeout> | undefined;

export function beginFleet(config: FleetConfig): void {
  set({ config });
  // Nothing is drawn where no project is kept.
  useFlow.getState().load(EMPTY_DOC, undefined, true);
  useSession.setState({ phase: 'signed-out', message: undefined });
}

/** Signs in with an account of the broker's, which this page keeps until it is closed. */
export function signInAtFleet(account: Login): Promise<void> {
  login = account;
  return new Promise((done) => {
    openList((connection) => {
      if (connection.phase === 'connected') useSession.setState({ phase: 'signed-in', message: undefined, user: account.user });
      else if (connection.phase === 'waiting') leaveFleet(`Not signed in: ${connection.reason}.`);
      else return;
      done();
    });
  });
}

export function leaveFleet(message: string | undefined): void {
  login = undefined;
  closeList();
  closeSite();
  fresh.clear();
  set({ sites: new Map() });
  useSession.setState({ phase: 'signed-out', message, identity: undefined, user: '' });
}

/** Hears all sites. */
export function openList(first?: (connection: ConnectionState) => void): void {
  const { config } = useFleet.getState();
  if (client !== undefined || config === undefined || login === undefined) return;
  closeSite();
  const account = login;
  let waiting = first;
  const clientId = `designer-${newUuid().slice(0, 13)}`;
  client = new FleetClient(config.prefix, mqttJsOpener(config.broker, () => clientId), async () => account, {
    connection: (connection) => {
      set(connection.phase === 'connected' ? { connection, since: Date.now() } : { connection });
      if (connection.phase !== 'connected' && connection.phase !== 'waiting') return;
      const tell = waiting;
      waiting = undefined;
      tell?.(connection);
    },
    status: (identity, status) => put(identity, { status }),
    heard: (identity, newest) => put(identity, { newest: Math.max(newest, known(identity).newest ?? 0) }),
  });
  client.start();
}

export function retryList(): void {
  client?.retryNow();
}

function closeList(): void {
  const open = client;
  client = undefined;
  open?.stop();
}

function known(identity: Identity): SiteEntry {
  const key = keyOf(identity);
  return fresh.get(key) ?? useFleet.getState().sites.get(key) ?? { identity, status: undefined, newest: undefined };
}

function put(identity: Identity, part: Partial<SiteEntry>): void {
  fresh.set(keyOf(identity), { ...known(identity), ...part });
  showing ??= setTimeout(() => {
    showing = undefined;
    set({ sites: new Map([...useFleet.getState().sites, ...fresh]) });
    fresh.clear();
  }, SHOW_EVERY_MS);
}

/** Goes on with one site alone; what is known of the others stays as it was. */
export function openSite(identity: Identity): void {
  const { config } = useFleet.getState();
  if (config === undefined || login === undefined) return;
  closeList();
  closeSite();
  const account = login;
  const document = new SiteDocument();
  useSession.setState({ identity });
  noteStanding({ role: 'viewer', rights: RIGHTS.none });
  openGateway(identity, async () => account, {
    broker: config.broker,
    prefix: config.prefix,
    maxAgeMs: config.silentMs,
    site: (part: SitePart) => {
      const told = document.put(part);
      if (told !== undefined) take(told, config.silentMs);
    },
    watched: wantLastValue,
  });
}

function take({ devices, points: told, commands, highestPriority }: ToldSite, silentMs: number): void {
  set({ commands });
  noteStanding({ role: 'viewer', rights: RIGHTS[commands], write_scope: { ...NO_LIMITS, highest_priority: highestPriority } });
  putSite(devices, told);
  askLastValues(silentMs);
}

function closeSite(): void {
  closeGateway();
  forgetLastValues();
  showPoint(undefined);
  noSite();
  useSession.setState({ identity: undefined });
  set({ commands: undefined });
}

/** An uplink of before tells nothing of its site: then points are what is heard of, under their ids. */
points.subscribeAll((changed) => {
  const { config, commands } = useFleet.getState();
  if (config === undefined || commands !== undefined) return;
  const { devices, points: before } = useSite.getState();
  const unknown = [...changed].filter((pointId) => !before.has(pointId) && points.get(pointId) !== undefined);
  if (unknown.length === 0) return;
  const heard = unknown.map((pointId): PointInfo => ({ point_id: pointId, ...idsOf(pointId), name: pointId, writable: false }));
  const more = new Map(devices);
  for (const { device_id } of heard) if (!more.has(device_id)) more.set(device_id, { device_id, ip_address: '', port: 0, name: `Device ${device_id}`, vendor_name: '', model_name: '', reachable: true });
  putSite([...more.values()], [...before.values(), ...heard]);
});
