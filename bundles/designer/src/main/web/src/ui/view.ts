// SPDX-License-Identifier: GPL-3.0-only
import { useMemo, useSyncExternalStore } from 'react';

/** What fills the page below the header: the canvas, or a page of its own. It stands in the address behind the #, so that it can be kept, sent and gone back from. */
export interface View {
  /** Empty for the canvas. */
  page: string;
  /** Which one of those that the page is about; empty for none. */
  name: string;
  query: URLSearchParams;
}

export function viewOf(hash: string): View {
  const [, page = '', name = '', query = ''] = /^#?([^/?]*)\/?([^?]*)\??(.*)$/.exec(hash) ?? [];
  return { page, name: decoded(name), query: new URLSearchParams(query) };
}

export function addressOf(page: string, name = '', query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#${page}${name === '' ? '' : `/${encodeURIComponent(name)}`}${asked === '' ? '' : `?${asked}`}`;
}

export function goTo(address: string): void {
  location.hash = address;
}

/** Goes there without a way back to here, as while one types what to look for. */
export function replaceWith(address: string): void {
  history.replaceState(null, '', address);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useView(): View {
  const hash = useSyncExternalStore(follow, () => location.hash);
  return useMemo(() => viewOf(hash), [hash]);
}

function follow(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
