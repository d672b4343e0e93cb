import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { points, watchPoint } from '../gateway';
import type { Live } from './live';

/** A point's live value; its own topic is subscribed while a component that shows it is mounted. */
export function usePoint(pointId: string): Live | undefined {
  useEffect(() => watchPoint(pointId), [pointId]);
  return useHeardPoint(pointId);
}

/** A point's live value as far as others or the batches bring it. */
export function useHeardPoint(pointId: string): Live | undefined {
  const subscribe = useCallback((listener: () => void) => points.subscribe(pointId, listener), [pointId]);
  return useSyncExternalStore(subscribe, () => points.get(pointId));
}
