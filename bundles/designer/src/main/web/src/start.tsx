// SPDX-License-Identifier: GPL-3.0-only
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { beAtAFleet } from './capabilities';
import type { FleetConfig } from './fleet/config';
import { beginFleet } from './fleet/store';
import { resume, touch } from './session/store';

/** @param config what the file beside the page says of a broker of many gateways, if it does */
export function start(config: FleetConfig | undefined): void {
  beAtAFleet(config !== undefined);
  createRoot(document.getElementById('root')!).render(<App />);
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(kind, touch, { capture: true, passive: true });
  if (config === undefined) void resume();
  else beginFleet(config);
}
