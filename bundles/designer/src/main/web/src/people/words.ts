// SPDX-License-Identifier: GPL-3.0-only
import type { Right, Role } from '../rights';
import type { Account, OpenSession } from './rest';

export const ROLES: readonly { id: Role; says: string }[] = [
  { id: 'viewer', says: 'Sees values, trends and the canvas.' },
  { id: 'operator', says: 'Sees all of it, writes points, and starts and stops monitoring.' },
  { id: 'integrator', says: 'Does what an operator does, discovers devices, draws and deploys.' },
  { id: 'admin', says: 'Does what an integrator does, manages accounts, names the gateway and restarts it.' },
  { id: 'service', says: 'A program, such as an engine or a dashboard. It may do what is ticked.' },
];

/** Those that a service can have. */
export const SERVICE_RIGHTS: readonly { id: Right; says: string }[] = [
  { id: 'read', says: 'See points, values, devices, the status and history' },
  { id: 'ask_history', says: 'Ask for history by MQTT' },
  { id: 'write', says: 'Write points and relinquish them' },
  { id: 'monitor', says: 'Start and stop monitoring' },
  { id: 'acknowledge', says: 'Acknowledge alarms, resolve them and put them aside' },
  { id: 'configure', says: 'Discover devices, deploy, change projects' },
  { id: 'reboot', says: 'Restart the gateway' },
];

/** When an account was used last, in ms; a session knows better than the account, which is told of it at its beginning. */
export function lastUse(account: Account, sessions: readonly OpenSession[]): number | undefined {
  const times = [account.last_used, ...sessions.filter(({ user }) => user === account.name).map((each) => each.last_used)];
  const known = times.flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The order matters: most browsers claim to be Safari, and those built on Chrome to be Chrome too. */
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)[\d.]* .*Safari/, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** A browser as people call it; any other program by the name that it gives itself. */
export function browserInWords(userAgent = ''): string {
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}${system === undefined ? '' : ` on ${system}`}`;
  }
  return userAgent.split(' ', 1)[0] || 'unknown browser';
}

/** Items that stand on lines, or between commas or blanks. */
export function itemsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((item) => item !== '');
}

/** The lines of a text that have something on them. */
export function linesIn(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}
