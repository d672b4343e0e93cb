// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withDeadline } from '../../src/deadline';
import { refusalIn } from '../../src/http';
import { Heart } from '../../src/mqtt/heart';
import { besidePage, socketBesidePage } from '../../src/place';
import { keep, recall } from '../../src/storage';
import { newUuid } from '../../src/uuid';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('uuid_withoutASecureContext_isAUuid', () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
  const made = Array.from({ length: 200 }, newUuid);
  expect(made.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(new Set(made).size).toBe(200);
});

test.each([
  ['http://bms.test:3000/', 'http://bms.test:3000/api/session', 'ws://bms.test:3000/mqtt'],
  ['http://[fd00::5]:3000/', 'http://[fd00::5]:3000/api/session', 'ws://[fd00::5]:3000/mqtt'],
  ['https://portal.example/bms/', 'https://portal.example/bms/api/session', 'wss://portal.example/bms/mqtt'],
  ['https://portal.example/a/b/index.html?x#y', 'https://portal.example/a/b/api/session', 'wss://portal.example/a/b/mqtt'],
])('place_of_%s_isBesideThePage', (page, rest, socket) => {
  expect(besidePage('api/session', page)).toBe(rest);
  expect(socketBesidePage('mqtt', page)).toBe(socket);
});

test.each([
  ['forbidden', { get localStorage(): never { throw new Error('SecurityError'); } }],
  ['absent', {}],
  ['full', { localStorage: { getItem: () => null, setItem: () => { throw new Error('QuotaExceededError'); } } }],
])('storage_%s_isKeptMeanwhile', (name, globals) => {
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, ...Object.getOwnPropertyDescriptor(globals, 'localStorage') });
  expect(recall(name)).toBeUndefined();
  keep(name, 'b');
  expect(recall(name)).toBe('b');
  Reflect.deleteProperty(globalThis, 'localStorage');
});

test('deadline_endsByTime_orByTheOther_orNotAtAll', () => {
  const byTime = withDeadline(1_000);
  vi.advanceTimersByTime(1_000);
  expect(byTime.signal.aborted).toBe(true);
  const other = new AbortController();
  const byOther = withDeadline(1_000, other.signal);
  const done = withDeadline(1_000, other.signal);
  done.done();
  other.abort();
  vi.advanceTimersByTime(5_000);
  expect([byOther.signal.aborted, done.signal.aborted, withDeadline(1_000, other.signal).signal.aborted]).toEqual([true, false, true]);
});

test('refusal_inWordsOfWhoeverRefuses', () => {
  expect(refusalIn('{"title":"Denied","detail":"Use the address of the gateway.","status":403}', 'application/problem+json')).toBe('Use the address of the gateway.');
  expect(refusalIn('Host x is not allowed.\n', 'text/plain;charset=utf-8')).toBe('Host x is not allowed.');
  expect(refusalIn('<html>502</html>', 'text/html')).toBeUndefined();
});

/** What a broker with this keep alive sees of a tab whose timers fire at whole multiples of `grain` only. */
function longestSilence(grain: number, minutes: number): { silence: number; down: boolean } {
  let now = 0;
  let last = 0;
  let silence = 0;
  let down = false;
  let due = 0;
  vi.stubGlobal('clearInterval', () => undefined);
  let beat: () => void = () => undefined;
  vi.stubGlobal('setInterval', (run: () => void, every: number) => ((beat = run), (due = every), 1));
  const heart: Heart = new Heart(() => ((silence = Math.max(silence, now - last)), (last = now), heart.heard()), () => (down = true), () => now);
  heart.start();
  for (now = 0; now <= minutes * 60_000; now += 1_000) if (now > 0 && now % Math.max(grain, due) === 0) beat();
  return { silence, down };
}

test('heart_timersOnceAMinute_keepsTheSession', () => {
  expect(longestSilence(60_000, 60)).toEqual({ silence: 60_000, down: false });
  expect(longestSilence(1_000, 10)).toEqual({ silence: 20_000, down: false });
});

test('heart_noAnswer_isTold_onePingMayBeLost', () => {
  let pings = 0;
  let silent = 0;
  const heart = new Heart(() => pings++, () => silent++);
  heart.start();
  vi.advanceTimersByTime(40_000);
  heart.heard();
  vi.advanceTimersByTime(40_000);
  expect([pings, silent]).toEqual([4, 0]);
  vi.advanceTimersByTime(60_000);
  expect([pings, silent]).toEqual([4, 1]);
});

test('heart_packetsThatComeWhileTimersStandStill_makeItBeat', () => {
  let now = 0;
  let pings = 0;
  const heart = new Heart(() => pings++, () => undefined, () => now);
  heart.start();
  for (now = 0; now < 300_000; now += 5_000) heart.heard();
  expect(pings).toBe(9);
});

const CHECK = readFileSync(new URL('../../public/browser.js', import.meta.url), 'utf8');

/** Runs the check in a browser that lacks what is named; what it puts into the page. */
function saidWithout(...missing: string[]): { said: string[]; fail: (event: object) => void } {
  const said: string[] = [];
  let fail: (event: object) => void = () => undefined;
  const element = { style: {}, setAttribute: () => undefined, appendChild: (child: unknown) => typeof child === 'string' && said.push(child) };
  const root = { firstChild: null as unknown, appendChild: (child: unknown) => (root.firstChild = child) };
  const context: Record<string, unknown> = {
    document: { documentElement: { setAttribute: (name: string, value: string) => said.push(`${name}=${value}`) }, getElementById: () => root, createElement: (name: string) => (name === 'script' && !missing.includes('noModule') ? { noModule: false } : element), createTextNode: (text: string) => text },
    CSS: { supports: (property: string, value: string) => !missing.includes(value.split('(')[0]!) && property !== '' },
    addEventListener: (_: string, listener: (event: object) => void) => (fail = listener),
  };
  for (const name of ['WebSocket', 'ResizeObserver', 'AbortController', 'HTMLDialogElement']) if (!missing.includes(name)) context[name] = function () {};
  context['crypto'] = { getRandomValues: () => undefined };
  context['window'] = context;
  runInNewContext(`${missing.includes('findLastIndex') ? 'delete Array.prototype.findLastIndex;' : ''}\n${CHECK}`, context);
  return { said, fail };
}

test.each(['noModule', 'WebSocket', 'ResizeObserver', 'AbortController', 'HTMLDialogElement', 'findLastIndex', 'color-mix', 'inline-size'])('browser_without_%s_isToldInASentence', (missing) => {
  const { said } = saidWithout(missing);
  expect(said[0]).toBe('data-browser=old');
  expect(said.join(' ')).toContain('too old');
});

test('browser_youngEnough_isLeftAlone_untilAFileIsMissing', () => {
  const { said, fail } = saidWithout();
  expect(said).toEqual([]);
  fail({ target: { src: 'http://x/assets/index.js' } });
  expect(said.join(' ')).toContain('The file http://x/assets/index.js could not be loaded.');
});

test('browser_check_isReadByBrowsersOfAnyAge', () => {
  expect(CHECK).not.toMatch(/=>|\b(const|let|class|import|export|async)\s|`|\?\.|\?\?|\.\.\./);
});
