// SPDX-License-Identifier: GPL-3.0-only
import '@xyflow/react/dist/base.css';
import './theme.css';
import { askEarly } from './api';
import { loadConfig } from './fleet/config';

// Where public/browser.js has told that the browser is too old, its sentence stays.
if (document.documentElement.dataset['browser'] !== 'old') {
  // The gateway is asked while the greater part of the page is still on its way.
  askEarly();
  const config = loadConfig();
  void import('./start').then(async ({ start }) => start(await config));
}
