/**
 * The REST API beside MQTT, for what is not live. All paths are below `/api` of the page's own origin, JSON
 * both ways; writes carry `X-CSRF-Token`; errors are `application/problem+json` {@link Problem}s.
 *
 * | call | body → answer |
 * | --- | --- |
 * | POST /session | {@link Credentials} → {@link Session}, sets the cookie; 401 wrong, 429 locked (`Retry-After`) |
 * | GET /session | → {@link WhoAmI}, or 401 |
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
 * | GET /points?device= | → `{points: PointInfo[]}` |
 * | GET /points/{point_id}/properties | → {@link PointProperties}; may be absent (404) |
 * | GET /history?point_ids=a,b&from&to&buckets | → {@link History}; may be absent (404) |
 * | GET /settings | → {@link Settings} |
 */
import type { Identity } from './mqtt/topics';
import type { PointValue, Quality } from './mqtt/wire';
import { noteGatewayTime } from './clock';

export interface Credentials {
  user: string;
  password: string;
}

export interface WhoAmI {
  user: string;
  csrf_token: string;
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
  enabled?: boolean;
  interval_seconds?: number;
  read?: 'auto' | 'cov' | 'poll';
}

export interface PointProperties {
  properties: { name: string; value: PointValue | PointValue[] }[];
  /** Slot 1 first; null is an empty slot. Absent for a point without one. */
  priority_array?: PointValue[];
  relinquish_default?: PointValue;
  min_value?: number;
  max_value?: number;
  /** How it is read at present, in words: "COV, renewed 2 min ago". */
  read_by?: string;
}

/** Start, min, max, avg, last, count, worst quality (docs/wire.md, get_history). */
export type Bucket = [string, number | null, number | null, number | null, number | null, number, Quality];

export interface History {
  series: { point_id: string; units?: string; buckets: Bucket[] }[];
}

export interface Settings {
  site_time_zone: string;
  demo_addresses: string[];
  warnings: string[];
}

export interface Problem {
  title: string;
  detail: string;
  status: number;
}

/** The API said no, or could not be reached (status 0). The message is made to be shown. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 20_000;
let csrfToken = '';

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  let response: Response;
  try {
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
    if (body !== undefined) init.body = JSON.stringify(body);
    const deadline = AbortSignal.timeout(TIMEOUT_MS);
    init.signal = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    response = await fetch(`/api${path}`, init);
  } catch {
    throw new ApiError(0, 'The gateway does not answer. Check that it runs and that this computer reaches it.');
  }
  const date = response.headers.get('Date');
  if (date !== null) noteGatewayTime(Date.parse(date));
  if (!response.ok) throw await failure(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function failure(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  try {
    const problem = (await response.json()) as Partial<Problem>;
    return new ApiError(response.status, problem.detail ?? problem.title ?? response.statusText, retryAfter);
  } catch {
    return new ApiError(response.status, `The gateway answered ${response.status} without saying why.`, retryAfter);
  }
}

function remember<T extends WhoAmI>(session: T): T {
  csrfToken = session.csrf_token;
  return session;
}

const id = encodeURIComponent;

export const api = {
  signIn: (credentials: Credentials) => call<Session>('POST', '/session', credentials).then(remember),
  whoAmI: () => call<WhoAmI>('GET', '/session').then(remember),
  renew: () => call<Session>('POST', '/session/renew').then(remember),
  signOut: () => call<void>('DELETE', '/session'),
  identity: () => call<Identity>('GET', '/identity'),
  setIdentity: (identity: Identity) => call<Identity>('PUT', '/identity', identity),
  regenerateIdentity: () => call<Identity>('DELETE', '/identity'),
  changePassword: (change: PasswordChange) => call<void>('PUT', '/password', change),
  projects: () => call<{ projects: ProjectSummary[] }>('GET', '/projects').then((answer) => answer.projects),
  createProject: (name: string, flow: unknown) => call<Project>('POST', '/projects', { name, flow }),
  project: (projectId: string) => call<Project>('GET', `/projects/${id(projectId)}`),
  saveProject: (project: Project) => call<Project>('PUT', `/projects/${id(project.id)}`, project),
  devices: () => call<{ devices: DeviceInfo[] }>('GET', '/devices').then((answer) => answer.devices),
  points: () => call<{ points: PointInfo[] }>('GET', '/points').then((answer) => answer.points),
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
  settings: () => call<Settings>('GET', '/settings'),
};
