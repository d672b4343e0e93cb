// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import { showMoment } from '../format';
import { alarms, inWords } from '../gateway';
import type { AlarmEvent } from '../mqtt/wire';
import { addressOf } from '../ui/view';
import { Mark } from './Mark';
import { newestOf, SHOWN } from './newest';
import { rest } from './rest';
import { eventInWords, signedBy } from './words';
import styles from './Alarms.module.css';

/** What became of one alarm, or of all, the newest first: what the gateway keeps, and then what comes. */
export function AlarmEvents({ alarmId }: { alarmId?: string | undefined }) {
  const { events, failure } = useEvents(alarmId);
  return (
    <section className={styles.section}>
      <h4>{alarmId === undefined ? 'What happened last' : 'What happened'}</h4>
      {failure !== undefined && <p className="mute">{failure}</p>}
      {failure === undefined && events?.length === 0 && <p className="mute">Nothing is known of it.</p>}
      <ol className={styles.events}>
        {events?.map((event) => (
          <li key={event.event_id}>
            <time className="num" dateTime={event.timestamp}>{showMoment(event.timestamp)}</time>
            <span>
              {alarmId === undefined && <a href={addressOf('alarms', event.alarm_id)}><Mark priority={event.priority} size={10} /> {event.text}</a>}
              <span>{[eventInWords(event.event_type), signedBy(event)].filter(Boolean).join(' by ')}</span>
              {event.note !== undefined && <q className={styles.note}>{event.note}</q>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function useEvents(alarmId: string | undefined): { events: readonly AlarmEvent[] | undefined; failure: string | undefined } {
  const [events, setEvents] = useState<readonly AlarmEvent[]>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    let left = false;
    let known: readonly AlarmEvent[] = [];
    const add = (more: readonly AlarmEvent[]) => {
      if (left) return;
      known = newestOf([...more, ...known]);
      setEvents(known);
      setFailure(undefined);
    };
    setEvents(undefined);
    const stop = alarms.subscribeEvents((event) => (alarmId === undefined || event.alarm_id === alarmId) && add([event]));
    rest.events(SHOWN, alarmId).then((answer) => add(answer.events), (error: unknown) => !left && setFailure(inWords(error)));
    return () => {
      left = true;
      stop();
    };
  }, [alarmId]);
  return { events, failure };
}
