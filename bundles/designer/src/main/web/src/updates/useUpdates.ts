// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useState } from 'react';
import { inWords } from '../gateway';
import { rest, type UpdateState } from './rest';
import { isUnderWay } from './words';

const UNDER_WAY_MS = 1_000;
const IDLE_MS = 10_000;

/** How far updates are, asked again and again. What was known stays while the gateway is away, as it is when it restarts. */
export function useUpdates(): { state: UpdateState | undefined; failure: string | undefined; look: () => Promise<void> } {
  const [state, setState] = useState<UpdateState>();
  const [failure, setFailure] = useState<string>();
  const look = useCallback(
    () =>
      rest.state().then(
        (now) => {
          setState(now);
          setFailure(undefined);
        },
        (error: unknown) => setFailure(inWords(error)),
      ),
    [],
  );
  const often = failure !== undefined || (state !== undefined && isUnderWay(state));
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const again = () => {
      if (ended) return;
      timer = setTimeout(() => void look().then(again), often ? UNDER_WAY_MS : IDLE_MS);
    };
    again();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [look, often]);
  useEffect(() => void look(), [look]);
  return { state, failure, look };
}
