// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { AlarmSet } from './alarms/alarmSet';
import { api } from './api';
import { everySecond, gatewayNow, noteGatewayTime } from './clock';
import { GatewayClient, isLarge } from './mqtt/client';
import type { Login } from './mqtt/link';
import { socketRefusal } from './http';
import type { ConnectionState } from './mqtt/connection';
import { mqttJsOpener } from './mqtt/mqttjs';
import { RequestFailure, type RequestOptions } from './mqtt/requests';
import type { Identity } from './mqtt/topics';
import type { CommandName, CommandResponse, GatewayStatus, Heartbeat, Progress, SitePart } from './mqtt/wire';
import { socketBesidePage } from './place';
import { PointStore } from './points/pointStore';
import { newUuid } from './uuid';

/** The gateway as this page sees it: how it is reached, and what it says of itself. */
interface GatewayState {
  connection: ConnectionState;
  /** The REST API answers and MQTT does not: the broker is away. */
  brokerAway: boolean;
  /** Why this page is not let through to the broker, in the words of who refuses it. */
  refusal: string | undefined;
  status: GatewayStatus | undefined;
  heartbeat: Heartbeat | undefined;
  /** The heartbeat has not come for three intervals. */
  overdue: boolean;
  /** Whether the values on screen can be current: connected, and the gateway online. */
  trusted: boolean;
}

const UNKNOWN: GatewayState = {
  connection: { phase: 'offline', reason: 'not signed in' },
  brokerAway: false,
  refusal: undefined,
  status: undefined,
  heartbeat: undefined,
  overdue: false,
  trusted: false,
};

export const useGateway = create<GatewayState>(() => UNKNOWN);

/** On its own topic, a value that does not change is confirmed with the first read after this time (docs/wire.md). */
const CONFIRMED_EACH_MS = 600_000;

/** Whether values are heard by their own topics alone. */
function isSparse(): boolean {
  const { status } = useGateway.getState();
  return uplinked === undefined && status !== undefined && isLarge(status);
}

export const points = new PointStore(() => gatewayNow() - (isSparse() ? CONFIRMED_EACH_MS : 0), (run) => {
  // A hidden page paints nothing, so it gets no frames; values still have to be there when it is shown.
  if (document.hidden) setTimeout(run, 250);
  else requestAnimationFrame(run);
});

/** Thousands of alarms come one by one when a page is opened, and each view is sorted anew. */
const ALARMS_EVERY_MS = 100;
export const alarms = new AlarmSet((run) => setTimeout(run, ALARMS_EVERY_MS));

let client: GatewayClient | undefined;
let stopTicking: (() => void) | undefined;
const watched = new Map<string, { count: number; release: (() => void) | undefined }>();

/** A gateway that is heard by its uplink, at a broker of many. */
export interface Uplinked {
  broker: string;
  prefix: string;
  /** How long a value holds that nothing confirms. */
  maxAgeMs: number;
  site(part: SitePart): void;
  /** A point is looked at; it has no topic of its own there. */
  watched(pointId: string): void;
}

let uplinked: Uplinked | undefined;

/** Starts over with a gateway: at sign-in, and when its identity has changed, or another one of many is chosen. */
export function openGateway(identity: Identity, login: (attempt: number) => Promise<Login>, over?: Uplinked): void {
  closeGateway();
  uplinked = over;
  const clientId = `designer-${newUuid().slice(0, 13)}`;
  client = new GatewayClient(
    identity,
    mqttJsOpener(over?.broker ?? socketBesidePage('mqtt'), () => clientId),
    login,
    {
      connection: (connection) => {
        // A status from before the session was lost may no longer be true.
        update(connection.phase === 'connected' ? { connection, brokerAway: false, refusal: undefined, status: undefined } : { connection });
        if (connection.phase === 'connected') alarms.begin();
        if (connection.phase === 'waiting' && connection.attempt > 1 && over === undefined) void lookForGateway();
      },
      status: (status, retained) => {
        if (!retained && status.timestamp !== undefined) noteGatewayTime(Date.parse(status.timestamp));
        update({ status });
      },
      heartbeat: (heartbeat, retained) => {
        if (!retained) noteGatewayTime(Date.parse(heartbeat.timestamp));
        update({ heartbeat });
      },
      bulk: (bulk) => {
        // Samples sent late, after an outage, are for the history and not for the screen.
        if (!bulk.backfill && Array.isArray(bulk.points)) for (const sample of bulk.points) points.accept(over === undefined ? sample : { ...sample, max_age_seconds: over.maxAgeMs / 1000 });
      },
      sample: (sample) => points.accept(sample),
      cleared: (pointId) => points.remove(pointId),
      alarm: (alarmId, alarm) => alarms.put(alarmId, alarm),
      alarmSummary: (summary) => alarms.summarize(summary),
      alarmEvent: (event) => alarms.happened(event),
      site: (part) => over?.site(part),
      now: gatewayNow,
    },
    clientId,
    over?.prefix,
  );
  for (const [pointId, held] of watched) held.release = watchNow(pointId);
  stopTicking = everySecond(() => {
    update({});
    points.sweep();
  });
  client.start();
}

function watchNow(pointId: string): (() => void) | undefined {
  if (pointId === EVERY_POINT) return client?.watchAll();
  if (uplinked === undefined) return client?.watch(pointId);
  uplinked.watched(pointId);
  return undefined;
}

export function closeGateway(): void {
  client?.stop();
  client = undefined;
  uplinked = undefined;
  stopTicking?.();
  points.clear();
  points.setTrusted(false);
  alarms.clear();
  useGateway.setState(UNKNOWN);
}

/** After the second failed attempt: finds out whether the gateway or only its broker is away. */
async function lookForGateway(): Promise<void> {
  const [brokerAway, refusal] = await Promise.all([api.answers(), socketRefusal()]);
  if (useGateway.getState().connection.phase === 'waiting') update({ brokerAway, refusal });
}

function update(part: Partial<GatewayState>): void {
  const state = { ...useGateway.getState(), ...part };
  const { heartbeat } = state;
  const overdue = heartbeat !== undefined && gatewayNow() - Date.parse(heartbeat.timestamp) > 3_000 * heartbeat.interval_seconds;
  const trusted = state.connection.phase === 'connected' && state.status?.status === 'online' && !overdue;
  if (Object.keys(part).length > 0 || overdue !== state.overdue || trusted !== state.trusted) {
    useGateway.setState({ ...part, overdue, trusted });
  }
  points.setTrusted(trusted);
}

export function retryNow(): void {
  client?.retryNow();
}

/** In place of a point: every sample is heard, also on a site where else only what is seen is. */
export const EVERY_POINT = '';

/** Whether what becomes of a point is heard at present. */
export function isHeard(pointId: string): boolean {
  return client?.hearsAll === true || watched.has(pointId);
}

/** Has the point's own topic subscribed, where it has one, until the function returned is called. */
export function watchPoint(pointId: string): () => void {
  let held = watched.get(pointId);
  if (held === undefined) {
    held = { count: 0, release: watchNow(pointId) };
    watched.set(pointId, held);
  }
  held.count++;
  const mine = held;
  return () => {
    if (--mine.count > 0) return;
    mine.release?.();
    watched.delete(pointId);
  };
}

export function command<R extends CommandResponse>(name: CommandName, body: object, options?: RequestOptions<R>): Promise<R> {
  return client === undefined
    ? Promise.reject(new RequestFailure('offline', 'Not connected to the gateway. Sign in first.'))
    : client.request<R>(name, body, options);
}

export function watchProgress(commandId: string, listener: (progress: Progress) => void): () => void {
  return client === undefined ? () => undefined : client.watchProgress(commandId, listener);
}

/** A failure in words for the screen, whether it came as a response or as none. */
export function inWords(failure: unknown): string {
  return failure instanceof Error ? failure.message : 'Something went wrong, and nothing says why.';
}

document.addEventListener('visibilitychange', () => !document.hidden && retryNow());
window.addEventListener('online', retryNow);
