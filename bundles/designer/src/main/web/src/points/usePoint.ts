// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { shallow } from 'zustand/shallow';
import { points, watchPoint } from '../gateway';
import { faceOf, type Face, type Live } from './live';

/** Has the point's own topic subscribed while a component that shows it is mounted. */
export function useWatched(pointId: string): void {
  useEffect(() => watchPoint(pointId), [pointId]);
}

/** A part of a point's live value; the component renders again only when this part differs, so let it be a primitive. */
export function useLive<T extends string | number | boolean | undefined>(pointId: string, part: (live: Live | undefined) => T): T {
  const subscribe = useCallback((listener: () => void) => points.subscribe(pointId, listener), [pointId]);
  return useSyncExternalStore(subscribe, () => part(points.get(pointId)));
}

/** All that is shown around a point's value, by one listener: on a full canvas every one more is called thousands of times a second. */
export function useFace(pointId: string): Face {
  const held = useRef<Face>(undefined);
  const subscribe = useCallback((listener: () => void) => points.subscribe(pointId, listener), [pointId]);
  return useSyncExternalStore(subscribe, () => {
    const face = faceOf(points.get(pointId));
    if (held.current === undefined || !shallow(held.current, face)) held.current = face;
    return held.current;
  });
}
