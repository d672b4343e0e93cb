// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useState } from 'react';
import { api, ApiError, type PointProperties } from '../api';
import { capabilities } from '../capabilities';

export type Properties =
  | { state: 'loading' }
  | { state: 'there'; value: PointProperties }
  | { state: 'absent'; reason: string };

/** How long a point has to stay chosen until more is asked about it: arrow keys pass by many points. */
export const PASSING_MS = 300;

/** All that the device says of a point, read on demand; read again by calling `again`. */
export function useProperties(pointId: string): { properties: Properties; again: () => void } {
  const [properties, setProperties] = useState<Properties>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!capabilities().details) return;
    const abort = new AbortController();
    const ask = () =>
      api.properties(pointId, abort.signal).then(
        (value) => setProperties({ state: 'there', value }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const missing = error instanceof ApiError && error.status === 404;
          setProperties({ state: 'absent', reason: missing ? 'This gateway does not offer the properties of a point.' : error instanceof Error ? error.message : 'Not read.' });
        },
      );
    const timer = setTimeout(() => void ask(), round === 0 ? PASSING_MS : 0);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pointId, round]);
  return { properties, again: useCallback(() => setRound((before) => before + 1), []) };
}
