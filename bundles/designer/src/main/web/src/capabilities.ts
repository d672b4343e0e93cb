// SPDX-License-Identifier: GPL-3.0-only
/** What this page can do where it is. Whatever needs the gateway's REST API asks here. */
export interface Capabilities {
  /** Projects are kept, so there is a canvas, discovery and deploying. */
  canvas: boolean;
  /** Alarms are heard, and acted upon. */
  alarms: boolean;
  /** The gateway is asked what a device says of a point, how it is read, and what is held. */
  details: boolean;
  /** Accounts are the gateway's: passwords, sessions, identity, what an admin looks after. */
  accounts: boolean;
}

const AT_A_GATEWAY: Capabilities = { canvas: true, alarms: true, details: true, accounts: true };
const AT_A_FLEET: Capabilities = { canvas: false, alarms: false, details: false, accounts: false };

let now = AT_A_GATEWAY;

export function capabilities(): Capabilities {
  return now;
}

/** The page was loaded beside a broker of many gateways (docs/fleet.md), or after all beside one; called before anything is shown. */
export function beAtAFleet(fleet: boolean): void {
  now = fleet ? AT_A_FLEET : AT_A_GATEWAY;
}
