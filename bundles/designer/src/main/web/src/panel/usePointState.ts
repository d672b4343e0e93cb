// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import { api, type PointState } from '../api';
import { capabilities } from '../capabilities';
import { noteHeld } from '../points/writes';

const EVERY_MS = 10_000;

/** How the gateway reads a point and what it holds of it, asked again while it is looked at and in each new round. */
export function usePointState(pointId: string, round: unknown): PointState | undefined {
  const [state, setState] = useState<PointState>();
  useEffect(() => {
    if (!capabilities().details) return;
    const abort = new AbortController();
    // A gateway that does not answer is told of elsewhere; what it said last stays until it does.
    const ask = () =>
      api.point(pointId, abort.signal).then(
        (answer) => {
          setState(answer);
          noteHeld(pointId, answer.held);
        },
        () => undefined,
      );
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [pointId, round]);
  return state;
}
