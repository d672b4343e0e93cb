// SPDX-License-Identifier: GPL-3.0-only
import { noteGatewayTime } from './clock';
import { withDeadline } from './deadline';
import { besidePage } from './place';
import { noteStanding, type Right, type Role, type WriteScope } from './rights';

/** The body of a refusal: application/problem+json (RFC 9457). */
export interface Problem {
  title: string;
  detail: string;
  status: number;
  /** Why, for programs; only where the page has to act on it. */
  code?: string;
}

/** Who is signed in and may do what, with the token that a request that changes something carries. */
export interface WhoAmI {
  user: string;
  role: Role;
  rights: Right[];
  /** Of whoever may write; a gateway of before does not say. */
  write_scope?: WriteScope;
  csrf_token: string;
}

/** The API refused a request, or could not be reached (status 0). The message is for the screen. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterSeconds?: number,
    readonly code?: string,
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 20_000;
let csrfToken = '';

/** @param body a part of a file is sent as it is, all else as JSON */
export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, limitMs = TIMEOUT_MS): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? 'application/octet-stream' : 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  const limit = withDeadline(limitMs, signal);
  try {
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store', signal: limit.signal };
    if (body !== undefined) init.body = body instanceof Blob ? body : JSON.stringify(body);
    return await answerOf<T>(await fetch(`api${path}`, init));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(0, 'The gateway does not answer. Check that it runs and that this computer reaches it.');
  } finally {
    limit.done();
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const date = response.headers.get('Date');
  if (date !== null) noteGatewayTime(Date.parse(date));
  const text = await response.text();
  if (!response.ok) throw failure(response, text);
  if (response.status === 204) return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError(response.status, `What answers at ${besidePage('api')} is not the gateway. If there is a proxy in front of it, the proxy has to pass on this path.`);
  }
}

/** Answers to requests that were sent before their caller exists, by path; each is handed out once. */
const early = new Map<string, Promise<unknown>>();

/** The answer to an early request for this path, or else to one that is sent now. */
export function get<T>(path: string): Promise<T> {
  const asked = early.get(path) as Promise<T> | undefined;
  early.delete(path);
  return asked ?? call<T>('GET', path);
}

/** Sends a request whose answer the first caller of {@link get} will take. */
export function ask<T>(path: string): Promise<T> {
  const answer = call<T>('GET', path);
  early.set(path, answer);
  // Whoever takes the answer sees the failure; until then it is no unhandled rejection.
  answer.catch(() => undefined);
  return answer;
}

/** Drops the early answers that nobody has taken: they are out of date. */
export function forgetEarly(): void {
  early.clear();
}

function failure(response: Response, text: string): ApiError {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  return new ApiError(response.status, refusalIn(text, response.headers.get('Content-Type') ?? '') ?? `The answer was ${response.status}, without a reason. If there is a proxy in front of the gateway, its log may say more.`, retryAfter, codeIn(text));
}

function codeIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<Problem>).code;
  } catch {
    return undefined;
  }
}

/**
 * Why the WebSocket to the broker is refused. A browser hides the refusal from the page, so the same path is asked by an ordinary
 * request. Undefined if that is not refused.
 */
export async function socketRefusal(): Promise<string | undefined> {
  const limit = withDeadline(TIMEOUT_MS);
  try {
    const response = await fetch('mqtt', { method: 'POST', credentials: 'same-origin', cache: 'no-store', signal: limit.signal });
    return response.status === 403 ? (refusalIn(await response.text(), response.headers.get('Content-Type') ?? '') ?? 'The answer was 403, without a reason.') : undefined;
  } catch {
    return undefined;
  } finally {
    limit.done();
  }
}

/** The reason in the body of a refusal; undefined if the body holds none for people. */
export function refusalIn(text: string, contentType: string): string | undefined {
  if (contentType.startsWith('text/plain')) return text.trim() || undefined;
  try {
    const { detail, title } = JSON.parse(text) as Partial<Problem>;
    return detail ?? title;
  } catch {
    return undefined;
  }
}

/** Keeps the session's CSRF token, which all later requests send, and what may be done. */
export function remember<T extends WhoAmI>(session: T): T {
  csrfToken = session.csrf_token;
  noteStanding(session);
  return session;
}
