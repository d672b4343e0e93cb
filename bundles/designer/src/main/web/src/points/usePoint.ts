import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { points, watchPoint } from '../gateway';
import type { Live } from './live';

/** Has the point's own topic subscribed while a component that shows it is mounted. */
export function useWatched(pointId: string): void {
  useEffect(() => watchPoint(pointId), [pointId]);
}

/** A part of a point's live value; the component renders again only when this part differs, so let it be a primitive. */
export function useLive<T extends string | number | boolean | undefined>(pointId: string, part: (live: Live | undefined) => T): T {
  const subscribe = useCallback((listener: () => void) => points.subscribe(pointId, listener), [pointId]);
  return useSyncExternalStore(subscribe, () => part(points.get(pointId)));
}
