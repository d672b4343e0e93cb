import type { Problem, WhoAmI } from './api';
import { noteGatewayTime } from './clock';

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

export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
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

/** Answers that were asked for before anybody wanted them, by path; each serves once. */
const early = new Map<string, Promise<unknown>>();

/** An answer that was asked for early, or else now. */
export function get<T>(path: string): Promise<T> {
  const asked = early.get(path) as Promise<T> | undefined;
  early.delete(path);
  return asked ?? call<T>('GET', path);
}

/** Asks before anybody wants the answer. */
export function ask<T>(path: string): Promise<T> {
  const answer = call<T>('GET', path);
  early.set(path, answer);
  // A failure is told to whoever wants the answer.
  answer.catch(() => undefined);
  return answer;
}

/** What was asked early and is not wanted yet is old by now. */
export function forgetEarly(): void {
  early.clear();
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

/** Sends a session's token from now on. */
export function remember<T extends WhoAmI>(session: T): T {
  csrfToken = session.csrf_token;
  return session;
}
