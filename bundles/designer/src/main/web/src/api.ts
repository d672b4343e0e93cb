// SPDX-License-Identifier: GPL-3.0-only
/**
 * The REST API beside MQTT, for what is not live. All paths are below `/api` of the page's own origin, JSON
 * both ways; writes carry `X-CSRF-Token`; errors are `application/problem+json` {@link Problem}s.
 *
 * | call | body → answer |
 * | --- | --- |
 * | POST /session | {@link Credentials} → {@link Session}, sets the cookie; 401 wrong, 403 with the code `new_password_required`, `code_required` or `recovery_code_required`, 429 locked (`Retry-After`) |
 * | GET /session?optional=true | → {@link Visitor} |
 * | POST /session/renew | → {@link Session} |
 * | DELETE /session | → 204 |
 * | GET, PUT, DELETE /identity | {@link Identity}; DELETE generates a new one and answers it |
 * | PUT /password | {@link PasswordChange} → 204 |
 * | GET /projects | → `{projects: ProjectSummary[]}` |
 * | POST /projects | `{name, flow}` → {@link Project} |
 * | GET /projects/{id} | → {@link Project} |
 * | PUT /projects/{id} | {@link Project} with the revision it is based on → {@link Project} with the next; 409 if it moved on |
 * | DELETE /projects/{id} | → 204 |
 * | GET /devices | → `{devices: DeviceInfo[]}` |
 * | GET /points?device=&held= | → `{points: PointInfo[]}` |
 * | GET /points/{point_id} | → {@link PointState} |
 * | GET /points/{point_id}/properties | → {@link PointProperties}; may be absent (404) |
 * | GET, PUT, DELETE /tags/{point_id} | {@link PointTags}; PUT `{tags}`; DELETE takes back what was given |
 * | GET /history?point_ids=a,b&from&to&buckets | → {@link History}; may be absent (404) |
 * | GET /settings | → {@link Settings} |
 * | GET /uplinks | → `{uplinks: Uplink[]}` |
 * | GET /health/live | → an object, if the gateway answers at all |
 *
 * Accounts and sessions are in people/rest.ts.
 */
import type { Identity } from './mqtt/topics';
import type { PointValue, Quality, Sample } from './mqtt/wire';
import { ask, call, get, remember, type WhoAmI } from './http';
import { keep, recall } from './storage';

export { ApiError, forgetEarly, type Problem } from './http';

export interface Credentials {
  user: string;
  password: string;
  /** In place of a one-time code, which is the password then. */
  new_password?: string;
  /** Of an authenticator, or a recovery code. */
  code?: string;
}

export interface Session extends WhoAmI {
  mqtt: { user: string; password: string; expires_at: string };
}

export interface PasswordChange {
  old: string;
  new: string;
}

export interface ProjectSummary {
  id: string;
  name: string;
  revision: number;
}

export interface Project extends ProjectSummary {
  flow: unknown;
}

export interface DeviceInfo {
  device_id: number;
  ip_address: string;
  port: number;
  network_number?: number;
  name: string;
  vendor_name: string;
  model_name: string;
  reachable: boolean;
}

export interface PointInfo {
  point_id: string;
  device_id: number;
  object_type: string;
  instance: number;
  name: string;
  units?: string;
  description?: string;
  writable: boolean;
  state_text?: string[];
  /** In the point's unit. */
  cov_increment?: number;
  /** What it means, as an uplink tells; a gateway is asked for it point by point. */
  tags?: string[];
  enabled?: boolean;
  interval_seconds?: number;
  read?: 'auto' | 'cov' | 'poll';
  /** What was read last since the gateway started: a value that does not change is on no topic for minutes. */
  latest?: Omit<Sample, 'point_id' | 'device_id' | 'units'>;
  /** What the gateway wrote and has not released, lowest priority number first. */
  held?: Held[];
}

export interface Held {
  priority: number;
  value: PointValue;
  since: string;
  /** When the gateway releases it by itself. */
  until?: string;
  /** False of a point without a priority array, which then also tells what was there before. */
  releasable?: boolean;
  value_before?: PointValue;
}

/** A point, and how it comes to its values at present. */
export interface PointState extends PointInfo {
  /** `COV`, `RPM`, `single`, `not monitored`, or other words. */
  read_by: string;
  last_success?: string;
  last_error?: string;
  next_due?: string;
}

/** What a point means, in tags of Project Haystack. */
export interface PointTags {
  point_id: string;
  tags: string[];
  /** People have said so; else it is read from unit, type and name. */
  given: boolean;
  config_revision: number;
}

export interface PointProperties {
  properties: { name: string; value: PointValue | PointValue[] }[];
  /** Slot 1 first; null is an empty slot. Absent for a point without one. */
  priority_array?: PointValue[];
  relinquish_default?: PointValue;
  min_value?: number;
  max_value?: number;
}

/** Start, min, max, avg, last, count, worst quality (docs/wire.md, get_history). */
export type Bucket = [string, number | null, number | null, number | null, number | null, number, Quality];

export interface History {
  series: { point_id: string; units?: string; buckets: Bucket[] }[];
}

export interface Settings {
  site_time_zone: string;
  /** Seconds without a touch of the page after which it signs out; a gateway of before does not say. */
  session_idle_s?: number;
  demo_addresses: string[];
  warnings: string[];
}

/** A session of the gateway's with a broker elsewhere (docs/fleet.md). */
export interface Uplink {
  name: string;
  /** Its broker; absent while there is no connection. */
  connected_to?: string;
  since: string;
  failure?: string;
  batches_sent: number;
  batches_waiting: number;
  waiting_since?: string;
  /** Batches and samples that the broker will never have. */
  dropped: number;
  bytes: number;
}

/** Who is signed in, or what one should know before a password is typed. */
export type Visitor = WhoAmI | { user?: undefined; warnings: string[] };

const id = encodeURIComponent;
const WHO = '/session?optional=true';

const OPENED = 'bms-project';

/** The project that this browser had open last, or else the first. */
export function lastOpened<P extends { id: string }>(projects: readonly P[]): P | undefined {
  const opened = recall(OPENED);
  return projects.find((project) => project.id === opened) ?? projects[0];
}

export function rememberOpened(projectId: string): void {
  keep(OPENED, projectId);
}

/** Asks for what a page whose session goes on wants first. */
export function askEarly(): void {
  const all = async () => {
    if (!('user' in (await ask<object>(WHO)))) return;
    ['/identity', '/settings', '/devices', '/points'].forEach(ask);
    const opened = lastOpened((await ask<{ projects: ProjectSummary[] }>('/projects')).projects);
    if (opened !== undefined) void ask(`/projects/${id(opened.id)}`);
  };
  all().catch(() => undefined);
}

export const api = {
  signIn: (credentials: Credentials) => call<Session>('POST', '/session', credentials).then(remember),
  whoAmI: () => get<Visitor>(WHO).then((answer) => (answer.user === undefined ? answer : remember(answer))),
  renew: () => call<Session>('POST', '/session/renew').then(remember),
  signOut: () => call<void>('DELETE', '/session'),
  identity: () => get<Identity>('/identity'),
  setIdentity: (identity: Identity) => call<Identity>('PUT', '/identity', identity),
  regenerateIdentity: () => call<Identity>('DELETE', '/identity'),
  changePassword: (change: PasswordChange) => call<void>('PUT', '/password', change),
  projects: () => get<{ projects: ProjectSummary[] }>('/projects').then((answer) => answer.projects),
  createProject: (name: string, flow: unknown) => call<Project>('POST', '/projects', { name, flow }),
  project: (projectId: string) => get<Project>(`/projects/${id(projectId)}`),
  saveProject: (project: Project) => call<Project>('PUT', `/projects/${id(project.id)}`, project),
  devices: () => get<{ devices: DeviceInfo[] }>('/devices').then((answer) => answer.devices),
  points: () => get<{ points: PointInfo[] }>('/points').then((answer) => answer.points),
  /** Those of which the gateway holds something. */
  heldPoints: () => call<{ points: PointInfo[] }>('GET', '/points?held=true').then((answer) => answer.points),
  point: (pointId: string, signal?: AbortSignal) => call<PointState>('GET', `/points/${id(pointId)}`, undefined, signal),
  properties: (pointId: string, signal?: AbortSignal) =>
    call<PointProperties>('GET', `/points/${id(pointId)}/properties`, undefined, signal),
  history: (pointIds: string[], from: number, to: number, buckets: number, signal?: AbortSignal) => {
    const query = new URLSearchParams({
      point_ids: pointIds.join(','),
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      buckets: String(buckets),
    });
    return call<History>('GET', `/history?${query}`, undefined, signal);
  },
  tags: (pointId: string, signal?: AbortSignal) => call<PointTags>('GET', `/tags/${id(pointId)}`, undefined, signal),
  giveTags: (pointId: string, tags: string[]) => call<PointTags>('PUT', `/tags/${id(pointId)}`, { tags }),
  takeTagsBack: (pointId: string) => call<PointTags>('DELETE', `/tags/${id(pointId)}`),
  uplinks: () => call<{ uplinks: Uplink[] }>('GET', '/uplinks').then((answer) => answer.uplinks),
  settings: () => get<Settings>('/settings'),
  answers: () => call<object>('GET', '/health/live').then(() => true, () => false),
};
