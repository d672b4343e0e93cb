// SPDX-License-Identifier: GPL-3.0-only
/** What this browser keeps from visit to visit. Where that is forbidden or full, it is kept until the page is closed. */
const meanwhile = new Map<string, string>();

export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? meanwhile.get(key);
  } catch {
    return meanwhile.get(key);
  }
}

export function keep(key: string, value: string): void {
  meanwhile.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is kept above.
  }
}
