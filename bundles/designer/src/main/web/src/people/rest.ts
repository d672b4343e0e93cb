// SPDX-License-Identifier: GPL-3.0-only
import { call } from '../http';
import type { Right, Role, WriteScope } from '../rights';

/** An account as the gateway tells it. What this page does not know is sent back as it came. */
export interface Account {
  name: string;
  role: Role;
  disabled: boolean;
  /** True of a person whose password and role the site's directory keeps. */
  directory?: boolean;
  /** Those of its role, or of a service those that are ticked. */
  rights: Right[];
  /** Topic filters of a service's own. */
  publish: string[];
  subscribe: string[];
  /** What it may write, if it may write at all. */
  write_scope?: WriteScope;
  /** By whatever door, within ten minutes; absent if never. */
  last_used?: string;
}

export interface Token {
  id: string;
  /** The user name that goes with it in MQTT. */
  user: string;
  purpose: string;
  created: string;
  expires: string;
  last_used?: string;
  /** From where it may be used; empty for everywhere. */
  networks: string[];
}

export interface NewToken {
  purpose: string;
  days: number;
  networks: string[];
}

/** With its text, which is told this once. */
export interface MadeToken extends Token {
  token: string;
}

/** Somebody who is signed in to this page, or to the REST API. */
export interface OpenSession {
  id: string;
  user: string;
  begun: string;
  last_used: string;
  ends: string;
  /** The session of this page. */
  own: boolean;
  address?: string;
  browser?: string;
}

const id = encodeURIComponent;
const of = (name: string) => `/accounts/${id(name)}`;

/** What /api offers of accounts; all of it but the sessions is for an admin. */
export const rest = {
  accounts: () => call<{ accounts: Account[] }>('GET', '/accounts').then((answer) => answer.accounts),
  add: (account: Partial<Account>, password: string) => call<Account>('POST', '/accounts', { ...account, password }),
  change: (account: Account) => call<Account>('PUT', of(account.name), account),
  delete: (name: string) => call<void>('DELETE', of(name)),
  setPassword: (name: string, password: string) => call<void>('PUT', `${of(name)}/password`, { new: password }),
  tokens: (name: string) => call<{ tokens: Token[] }>('GET', `${of(name)}/tokens`).then((answer) => answer.tokens),
  addToken: (name: string, wanted: NewToken) => call<MadeToken>('POST', `${of(name)}/tokens`, wanted),
  revokeToken: (name: string, tokenId: string) => call<void>('DELETE', `${of(name)}/tokens/${id(tokenId)}`),
  /** One's own; an admin's are those of all. */
  sessions: () => call<{ sessions: OpenSession[] }>('GET', '/sessions').then((answer) => answer.sessions),
  endSession: (sessionId: string) => call<void>('DELETE', `/sessions/${id(sessionId)}`),
};
