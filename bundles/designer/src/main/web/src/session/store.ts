// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { api, ApiError, forgetEarly, type Credentials, type Session, type Settings } from '../api';
import { setTimeZone } from '../format';
import { closeGateway, openGateway, useGateway } from '../gateway';
import type { Identity } from '../mqtt/topics';
import { loadProject, save, stopProject, useProject } from '../site/project';
import { loadSite, showLatest } from '../site/store';

type Lacking = 'new_password_required' | 'code_required' | 'recovery_code_required';

interface SessionState {
  phase: 'starting' | 'signed-out' | 'signed-in' | 'unreachable';
  message: string | undefined;
  /** Until when signing in is locked, in ms. */
  lockedUntil: number | undefined;
  /** What signing in takes beside what was typed: another password in place of a one-time code, or the code of an authenticator. */
  lacking: Lacking | undefined;
  user: string;
  identity: Identity | undefined;
  settings: Settings;
}

const NO_SETTINGS: Settings = { site_time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, demo_addresses: [], warnings: [] };

export const useSession = create<SessionState>(() => ({
  phase: 'starting',
  message: undefined,
  lockedUntil: undefined,
  lacking: undefined,
  user: '',
  identity: undefined,
  settings: NO_SETTINGS,
}));

const set = useSession.setState;
let session: Session | undefined;
let renewal: ReturnType<typeof setTimeout> | undefined;
let toldUnsaved = false;
let touched = Date.now();

const STARTS = 30;

/** On loading the page: goes on with the cookie's session, if there is one. Waits for a gateway that is just starting. */
export async function resume(attempt = 1): Promise<void> {
  try {
    const visitor = await api.whoAmI();
    if (visitor.user === undefined) return set({ phase: 'signed-out', settings: { ...NO_SETTINGS, warnings: visitor.warnings } });
    await enter(api.renew());
  } catch (error) {
    forgetEarly();
    const status = error instanceof ApiError ? error.status : undefined;
    if (status === 401) set({ phase: 'signed-out' });
    else if (status === 503 && attempt < STARTS) setTimeout(() => void resume(attempt + 1), 1_000);
    else set({ phase: 'unreachable', message: messageOf(error) });
  }
}

export async function signIn(credentials: Credentials): Promise<void> {
  try {
    await enter(await api.signIn(credentials));
  } catch (error) {
    const wait = error instanceof ApiError && error.status === 429 ? (error.retryAfterSeconds ?? 60) : undefined;
    set({ phase: 'signed-out', message: isQuestion(error) ? undefined : messageOf(error), lacking: lackingAfter(error), lockedUntil: wait === undefined ? undefined : Date.now() + wait * 1000 });
  }
}

/** Whether the gateway asks for more rather than refuses; the page asks in words of its own. */
function isQuestion(error: unknown): error is ApiError & { code: Lacking } {
  return error instanceof ApiError && ['new_password_required', 'code_required', 'recovery_code_required'].includes(error.code ?? '');
}

/** A password that is refused is asked for again, and so is a code that is wrong. */
function lackingAfter(error: unknown): SessionState['lacking'] {
  if (isQuestion(error)) return error.code;
  if (!(error instanceof ApiError)) return undefined;
  const before = useSession.getState().lacking;
  return (before === 'new_password_required' ? [400] : [401, 429]).includes(error.status) ? before : undefined;
}

/**
 * Throws if the gateway did not end the session, since the cookie would sign in the next person at this browser. Throws once, too, if the
 * last changes could not be saved.
 */
export async function signOut(): Promise<void> {
  await save();
  if (useProject.getState().saving !== 'saved' && !toldUnsaved) {
    toldUnsaved = true;
    throw new Error('Your last changes are not saved yet. Sign out once more to leave without them.');
  }
  await api.signOut().catch((error: unknown) => {
    // It has ended already.
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  });
  leave(undefined);
}

export async function changeIdentity(identity: Identity | 'generate'): Promise<void> {
  adopt(identity === 'generate' ? await api.regenerateIdentity() : await api.setIdentity(identity));
}

/** Asks for everything at once, and shows what there is as soon as the session is there. */
async function enter(signedIn: Session | Promise<Session>): Promise<void> {
  const site = Promise.all([loadSite(), loadProject()]);
  const [fresh, identity, settings] = await Promise.all([signedIn, api.identity(), api.settings().catch(() => NO_SETTINGS)]);
  keep(fresh);
  toldUnsaved = false;
  touched = Date.now();
  setTimeZone(settings.site_time_zone);
  set({ phase: 'signed-in', message: undefined, lockedUntil: undefined, lacking: undefined, user: fresh.user, settings });
  adopt(identity);
  await site;
}

function adopt(identity: Identity): void {
  set({ identity });
  openGateway(identity, async (attempt) => (await currentSession(attempt > 1)).mqtt);
  showLatest();
  // Whether every sample is heard is known once the gateway has said how much it reads.
  const stop = useGateway.subscribe(({ status }) => {
    if (status?.points_monitored === undefined) return;
    stop();
    showLatest();
  });
}

function leave(message: string | undefined): void {
  clearTimeout(renewal);
  session = undefined;
  closeGateway();
  stopProject();
  set({ phase: 'signed-out', message, identity: undefined, user: '' });
}

/** MQTT credentials that are valid now; renewed if they have expired, or if the broker may have refused them. */
async function currentSession(renewed: boolean): Promise<Session> {
  const holds = session !== undefined && Date.parse(session.mqtt.expires_at) - Date.now() > 5_000;
  if (holds && !renewed) return session!;
  try {
    await renew();
  } catch (error) {
    // The broker may be there while the REST API is not.
    if (!holds) throw error;
  }
  if (session === undefined) throw new Error('signed out');
  return session;
}

/** Somebody uses the page. */
export function touch(): void {
  touched = Date.now();
}

/** Renewing would keep the session of a page that nobody looks at alive. */
function isIdle(): boolean {
  const limit = useSession.getState().settings.session_idle_s;
  return limit !== undefined && Date.now() - touched > limit * 1000;
}

async function renew(): Promise<void> {
  if (isIdle()) {
    await save();
    await api.signOut().catch(() => undefined);
    leave('You were signed out, since nobody has touched this page for long. Sign in again.');
    return;
  }
  try {
    keep(await api.renew());
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
      leave(error.status === 401 ? 'Your session has ended. Sign in again.' : error.message);
      return;
    }
    // The gateway may be starting again; the connection asks once more before its next attempt.
    renewIn(15_000);
    throw error;
  }
}

function keep(fresh: Session): void {
  session = fresh;
  const left = Date.parse(fresh.mqtt.expires_at) - Date.now();
  renewIn(Math.min(2 ** 31 - 1, Math.max(10_000, left * 0.7)));
}

/** Plans the next renewal, in place of an earlier plan. */
function renewIn(ms: number): void {
  clearTimeout(renewal);
  renewal = setTimeout(() => void renew().catch(() => undefined), ms);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}
