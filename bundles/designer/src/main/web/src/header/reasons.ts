// SPDX-License-Identifier: GPL-3.0-only
/** Why a gateway is offline, as its status says. */
export const OFFLINE_REASONS: Readonly<Record<string, string>> = {
  reboot: 'It is restarting.',
  shutdown: 'It was shut down.',
  stopped: 'It was stopped.',
  crash: 'It ended unexpectedly and is starting again.',
  connection_lost: 'It lost its connection to the broker.',
};
