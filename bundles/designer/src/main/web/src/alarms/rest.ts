// SPDX-License-Identifier: GPL-3.0-only
import { call } from '../http';
import type { Alarm, AlarmEvent, AlarmRule } from '../mqtt/wire';

/** An alarm as somebody saw it. One that has come again since is not acted on; without a number, whatever there is by now is. */
export interface Target {
  alarm_id: string;
  seq?: number;
}

export type Action = 'acknowledge' | 'resolve' | 'shelve' | 'note';

export interface ActionBody {
  note?: string;
  duration_seconds?: number;
  force?: boolean;
}

interface ActionAnswer {
  status: 'success' | 'partial' | 'error';
  error?: { code: string; message: string };
  alarms: { alarm_id: string; result: string; seq?: number }[];
}

/** What a rule would have done in the days before; of its onsets the newest, the older first. */
export interface Trial {
  from: string;
  samples: number;
  onsets: number;
  newest: { at: string; gone_at?: string }[];
}

/** How many alarms one request may name. */
const MOST = 500;

export function targetOf({ alarm_id, seq }: Alarm): Target {
  return { alarm_id, seq };
}

/** What people do to alarms goes by REST, which proves who did it whatever broker there is. */
export const rest = {
  /** Does it to all of them; says for which it was done, with their new numbers, and why not for the others. */
  act: async (action: Action, targets: readonly Target[], body: ActionBody): Promise<{ done: readonly Target[]; refused: string | undefined }> => {
    const done: Target[] = [];
    let refused: string | undefined;
    for (let from = 0; from < targets.length; from += MOST) {
      const answer = await call<ActionAnswer>('POST', `/alarms/${action}`, { alarms: targets.slice(from, from + MOST), ...body });
      done.push(...answer.alarms.filter(({ result }) => result === 'success'));
      refused ??= answer.error?.message;
    }
    return { done, refused };
  },
  /** The rules of one point. */
  rules: (pointId: string, signal: AbortSignal) => call<{ alarm_rules: AlarmRule[] }>('GET', `/alarm-rules?${new URLSearchParams({ point_id: pointId })}`, undefined, signal).then((answer) => answer.alarm_rules),
  /** What a rule would have done in the last seven days. */
  tryOut: (rule: AlarmRule) => call<Trial>('POST', '/alarm-rules/try', { rule }),
  /** The newest first; those about one alarm, be it over or not, or about all. */
  events: (limit: number, alarmId?: string) => {
    const query = new URLSearchParams({ limit: `${limit}`, ...(alarmId !== undefined && { alarm_id: alarmId }) });
    return call<{ events: AlarmEvent[]; more: boolean }>('GET', `/alarms/events?${query}`);
  },
  /** Those after one, the older first. */
  eventsAfter: (eventId: number, limit: number) => call<{ events: AlarmEvent[]; more: boolean }>('GET', `/alarms/events?after_event_id=${eventId}&limit=${limit}`),
};
