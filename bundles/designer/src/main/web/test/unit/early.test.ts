// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api, ApiError, askEarly, forgetEarly } from '../../src/api';
import { LONG } from './patience';

let asked: string[];
let answers: Record<string, object | number>;

/** A gateway that answers by path; a number is a failure. */
beforeEach(() => {
  asked = [];
  answers = {
    'api/session?optional=true': { user: 'admin', csrf_token: 't' }, 'api/identity': { site_id: 's' }, 'api/settings': {}, 'api/devices': { devices: [] },
    'api/points': { points: [] }, 'api/projects': { projects: [{ id: 'p 1' }] }, 'api/projects/p%201': { id: 'p 1', flow: {} },
  };
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const answer = answers[path] ?? 404;
    return typeof answer === 'number' ? Response.json({ detail: 'no' }, { status: answer }) : Response.json(answer);
  });
});
afterEach(() => {
  forgetEarly();
  vi.unstubAllGlobals();
});

test('askEarly_signedIn_isAskedOnceAndServesOnce', async () => {
  askEarly();
  await vi.waitUntil(() => asked.length === 7, LONG);
  expect(asked).toEqual(Object.keys(answers));
  expect(await api.whoAmI()).toEqual(answers['api/session?optional=true']);
  expect(await api.identity()).toEqual({ site_id: 's' });
  expect(await api.project('p 1')).toEqual({ id: 'p 1', flow: {} });
  expect(asked.length).toBe(7);
  answers['api/identity'] = { site_id: 'other' };
  expect(await api.identity()).toEqual({ site_id: 'other' });
});

test('askEarly_nobodySignedIn_asksNothingMore', async () => {
  answers['api/session?optional=true'] = { warnings: ['no TLS'] };
  askEarly();
  expect(await api.whoAmI()).toEqual({ warnings: ['no TLS'] });
  expect(asked).toEqual(['api/session?optional=true']);
});

test('askEarly_refused_isToldToWhoWantsIt_andAskedAgainAfterwards', async () => {
  answers['api/identity'] = 503;
  askEarly();
  await vi.waitUntil(() => asked.length === 7, LONG);
  await expect(api.identity()).rejects.toBeInstanceOf(ApiError);
  answers['api/identity'] = { site_id: 's' };
  expect(await api.identity()).toEqual({ site_id: 's' });
});

test('forgetEarly_whatIsOld_isAskedAnew', async () => {
  askEarly();
  await vi.waitUntil(() => asked.length === 7, LONG);
  forgetEarly();
  answers['api/identity'] = { site_id: 'new' };
  expect(await api.identity()).toEqual({ site_id: 'new' });
});
