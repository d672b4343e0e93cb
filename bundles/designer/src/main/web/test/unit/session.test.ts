// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../src/api';
import { siteTimeZone } from '../../src/format';
import { signIn, signOut, touch, useSession } from '../../src/session/store';

type Ask = (renewed: boolean) => Promise<Session>;
type Told = (state: { status?: { points_monitored?: number } }) => void;
const { opened, project, statuses, shown } = vi.hoisted(() => ({
  opened: [] as ((renewed: boolean) => Promise<Session>)[],
  project: { saving: 'saved', saveable: true },
  statuses: new Set<Told>(),
  shown: [] as number[],
}));
vi.mock('../../src/gateway', () => ({
  openGateway: (_: unknown, ask: Ask) => void opened.push(ask),
  closeGateway: () => undefined,
  useGateway: { subscribe: (told: Told) => (statuses.add(told), () => statuses.delete(told)) },
}));
vi.mock('../../src/site/project', () => ({
  loadProject: async () => undefined,
  stopProject: () => undefined,
  save: async () => void (project.saving = project.saveable ? 'saved' : project.saving),
  useProject: { getState: () => project },
}));
vi.mock('../../src/site/store', () => ({ loadSite: async () => undefined, showLatest: () => void shown.push(opened.length) }));

let asked: string[];
let down: boolean;
let answers: Record<string, unknown>;

beforeEach(async () => {
  vi.useFakeTimers();
  const session = () => ({ user: 'admin', role: 'admin', rights: ['read', 'configure'], csrf_token: 't', mqtt: { user: 'u', password: 'p', expires_at: new Date(Date.now() + 600_000).toISOString() } });
  [asked, down] = [[], false];
  Object.assign(project, { saving: 'saved', saveable: true });
  answers = { 'api/identity': {}, 'api/settings': { site_time_zone: 'Europe/Zurich', demo_addresses: [], warnings: [] } };
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    if (down) throw new TypeError('no network');
    return Response.json(answers[path] ?? session());
  });
  opened.length = shown.length = 0;
  statuses.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const enter = () => signIn({ user: 'admin', password: 'bms' });

test('currentSession_gatewayAwayForLong_renewsInOneChainOnly', async () => {
  await enter();
  down = true;
  // The connection asks at each of its attempts.
  for (let i = 0; i < 60; i++) {
    await opened[0]!(true).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  asked = [];
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked.length).toBeLessThanOrEqual(40);
  expect(useSession.getState().phase).toBe('signed-in');
});

test('renew_pageNobodyTouches_signsOutAndOneThatIsTouchedGoesOn', async () => {
  answers['api/settings'] = { site_time_zone: 'Europe/Zurich', session_idle_s: 3600, demo_addresses: [], warnings: [] };
  await enter();
  await vi.advanceTimersByTimeAsync(3_000_000);
  touch();
  await vi.advanceTimersByTimeAsync(3_000_000);
  expect(useSession.getState().phase).toBe('signed-in');
  asked = [];
  await vi.advanceTimersByTimeAsync(1_200_000);
  expect(asked).toContain('DELETE api/session');
  expect(useSession.getState()).toMatchObject({ phase: 'signed-out', message: expect.stringContaining('nobody has touched') });
});

/** Answers the next sign-ins so, and then as ever. @returns what was sent with them */
function refuseSignIns(...problems: { status: number; detail: string; code?: string }[]): unknown[] {
  const bodies: unknown[] = [];
  const others = fetch;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path !== 'api/session') return others(path, init);
    bodies.push(JSON.parse(String(init.body)));
    const problem = problems.shift();
    return problem === undefined ? others(path, init) : Response.json(problem, { status: problem.status, headers: { 'Content-Type': 'application/problem+json' } });
  });
  return bodies;
}

test('signIn_oneTimeCode_asksForANewPasswordUntilOneIsTaken', async () => {
  const bodies = refuseSignIns(
    { status: 403, detail: 'Choose a password.', code: 'new_password_required' },
    { status: 400, detail: 'The password is too short.' },
  );
  await signIn({ user: 'admin', password: 'code' });
  expect(useSession.getState()).toMatchObject({ phase: 'signed-out', lacking: 'new_password_required', message: undefined });
  await signIn({ user: 'admin', password: 'code', new_password: 'short' });
  expect(useSession.getState()).toMatchObject({ phase: 'signed-out', lacking: 'new_password_required', message: 'The password is too short.' });
  await signIn({ user: 'admin', password: 'code', new_password: 'four words of mine' });
  expect(useSession.getState()).toMatchObject({ phase: 'signed-in', lacking: undefined });
  expect(bodies[2]).toEqual({ user: 'admin', password: 'code', new_password: 'four words of mine' });
});

test('signIn_secondFactor_asksForACodeUntilOneIsRight', async () => {
  const bodies = refuseSignIns({ status: 403, detail: 'Send the code.', code: 'code_required' }, { status: 401, detail: 'The code is wrong.' });
  await signIn({ user: 'anna', password: 'words' });
  expect(useSession.getState()).toMatchObject({ phase: 'signed-out', lacking: 'code_required', message: undefined });
  await signIn({ user: 'anna', password: 'words', code: '000000' });
  expect(useSession.getState()).toMatchObject({ phase: 'signed-out', lacking: 'code_required', message: 'The code is wrong.' });
  await signIn({ user: 'anna', password: 'words', code: '123456' });
  expect(useSession.getState()).toMatchObject({ phase: 'signed-in', lacking: undefined });
  expect(bodies[2]).toEqual({ user: 'anna', password: 'words', code: '123456' });
});

test('signIn_timeZoneThatIntlDoesNotKnow_isNoHindrance', async () => {
  answers['api/settings'] = { site_time_zone: 'GMT+02:00', demo_addresses: [], warnings: [] };
  useSession.setState({ phase: 'signed-out' });
  await enter();
  expect(useSession.getState().phase).toBe('signed-in');
  expect(siteTimeZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test('signIn_whatWasReadLast_isTakenAgain_onceTheGatewaySaysHowMuchItReads', async () => {
  await enter();
  expect(shown.length).toBe(1);
  const tell = (status: { points_monitored?: number }): void => [...statuses].forEach((told) => told({ status }));
  tell({});
  expect(shown.length).toBe(1);
  tell({ points_monitored: 3_000 });
  tell({ points_monitored: 3_000 });
  expect(shown.length).toBe(2);
});

test('signOut_gatewayDoesNotAnswer_isNotSaidToHaveSucceeded', async () => {
  await enter();
  down = true;
  await expect(signOut()).rejects.toThrow('The gateway does not answer.');
  expect(useSession.getState().phase).toBe('signed-in');
  down = false;
  await signOut();
  expect(useSession.getState().phase).toBe('signed-out');
});

test('signOut_editJustMade_isSavedFirst', async () => {
  await enter();
  project.saving = 'pending';
  await signOut();
  expect(project.saving).toBe('saved');
  expect(useSession.getState().phase).toBe('signed-out');
});

test('signOut_editThatCanNotBeSaved_isToldOnceAndThenLeft', async () => {
  await enter();
  Object.assign(project, { saving: 'failed', saveable: false });
  await expect(signOut()).rejects.toThrow('not saved yet');
  expect(useSession.getState().phase).toBe('signed-in');
  await signOut();
  expect(useSession.getState().phase).toBe('signed-out');
});
