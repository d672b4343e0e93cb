// SPDX-License-Identifier: GPL-3.0-only
import { useEffect } from 'react';
import { alarms } from '../gateway';
import { Button } from '../ui/Button';
import { soundAlarms, switchSound, useSoundState } from './sound';
import { useAlarms } from './useAlarms';

/** Whether this browser sounds. */
export function SoundSwitch() {
  const on = useSoundState((state) => state.on);
  return <Button role="switch" aria-checked={on} onClick={() => switchSound(!on)}>{on ? 'Sound is on' : 'Sound is off'}</Button>;
}

/** In the header, whatever page is shown: the sound of new alarms, and the way to end it. */
export function Sound() {
  useEffect(soundAlarms, []);
  const on = useSoundState((state) => state.on);
  const blocked = useSoundState((state) => state.blocked);
  const count = useAlarms((view) => view.unheard.length);
  if (!on) return null;
  if (count > 0) return <Button look="danger" onClick={() => alarms.silence()}>Silence{count > 1 && ` ${count}`}</Button>;
  return blocked ? <span className="mute" role="status">No sound until a click</span> : null;
}
