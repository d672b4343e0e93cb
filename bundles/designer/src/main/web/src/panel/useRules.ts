// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import { rest } from '../alarms/rest';
import { capabilities } from '../capabilities';
import { ApiError } from '../http';
import { inWords, useGateway } from '../gateway';
import type { AlarmRule } from '../mqtt/wire';
import { PASSING_MS } from './useProperties';

export type Rules = { state: 'loading' } | { state: 'there'; rules: readonly AlarmRule[] } | { state: 'absent'; reason: string | undefined };

/** A point's rules of alarm, asked for again whenever the configuration is another one. A gateway without them has no reason to give. */
export function useRules(pointId: string): Rules {
  const revision = useGateway((state) => state.status?.config_revision);
  const [rules, setRules] = useState<Rules>({ state: 'loading' });
  useEffect(() => {
    if (!capabilities().alarms) return;
    const abort = new AbortController();
    const ask = () =>
      rest.rules(pointId, abort.signal).then(
        (found) => setRules({ state: 'there', rules: found }),
        (error: unknown) => !abort.signal.aborted && setRules({ state: 'absent', reason: error instanceof ApiError && error.status === 404 ? undefined : inWords(error) }),
      );
    const timer = setTimeout(() => void ask(), PASSING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [pointId, revision]);
  return rules;
}
