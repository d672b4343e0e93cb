// SPDX-License-Identifier: GPL-3.0-only
import { useSyncExternalStore } from 'react';
import { alarms } from '../gateway';
import type { AlarmView } from './alarmSet';

const subscribe = (changed: () => void): (() => void) => alarms.subscribe(changed);

/** A part of what is known of the alarms; the component renders again only when this part is another one. */
export function useAlarms<T>(part: (view: AlarmView) => T): T {
  return useSyncExternalStore(subscribe, () => part(alarms.view));
}
