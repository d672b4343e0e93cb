// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { DAY_MS, gatewayNow } from '../clock';
import { inWords } from '../gateway';
import type { AlarmEvent } from '../mqtt/wire';
import { Dot } from '../ui/Dot';
import { addressOf } from '../ui/view';
import { PageHead } from '../ui/PageHead';
import { healthOf } from './health';
import { Mark } from './Mark';
import { rest } from './rest';
import { useAlarms } from './useAlarms';
import { PRIORITIES } from './words';
import styles from './AlarmHealthPage.module.css';

const DAYS = 7;

/** Whether the alarms can be read by those who have to: how many there are, and which of them make most of the work. */
export default function AlarmHealthPage() {
  const { events, whole, failure } = useEventsSince(DAYS);
  const alarms = useAlarms((view) => view.all);
  const health = useMemo(() => events && healthOf(events, alarms, DAYS, gatewayNow()), [events, alarms]);
  return (
    <div className={styles.page}>
      <PageHead title="Health of the alarms"><a className={styles.link} href={addressOf('alarms')}>Alarms</a></PageHead>
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      {health !== undefined && (
        <>
          {!whole && <p className={styles.warn}>There were more events in the last {DAYS} days than are counted here: only the newest {events!.length.toLocaleString('en')} are.</p>}
          <div className={styles.figures}>
            <Figure name="Alarms a day" value={(health.onsets / DAYS).toLocaleString('en', { maximumFractionDigits: 1 })} aim="up to 150 can be handled, 300 at most" good={health.onsets / DAYS <= 150} fair={health.onsets / DAYS <= 300}>
              <Bars counts={health.perDay} />
            </Figure>
            <Figure name="Time in a flood" value={`${(100 * health.flood).toLocaleString('en', { maximumFractionDigits: 2 })} %`} aim="under 1 %: more than 10 in 10 minutes cannot be read" good={health.flood < 0.01} fair={health.flood < 0.05} />
            <Figure name="Standing for over a day" value={`${health.standing.length}`} aim="under 5: repair, shelve, or no alarm" good={health.standing.length < 5} fair={health.standing.length < 20} />
            <Figure name="Chattering" value={`${health.chattering.length}`} aim="none: a longer delay or a deadband" good={health.chattering.length === 0} fair={health.chattering.length < 3} />
          </div>
          <div className={styles.columns}>
            <section className={styles.card} aria-label="Most frequent">
              <h3>The ten that came most often</h3>
              {health.worst.length === 0 ? <p className="mute">None came in the last {DAYS} days.</p> : (
                <ol className={styles.worst}>
                  {health.worst.map(({ alarmId, text, onsets, share }) => (
                    <li key={alarmId}>
                      <a href={addressOf('alarms', alarmId, { show: 'all' })}>{text}</a>
                      <span className="num">{onsets.toLocaleString('en')}</span>
                      <span className="num mute">{Math.round(100 * share)} %</span>
                      <meter aria-label={`Part of ${alarmId} in all`} value={share} />
                    </li>
                  ))}
                </ol>
              )}
            </section>
            <section className={styles.card} aria-label="Priorities">
              <h3>By priority</h3>
              <ul className={styles.worst}>
                {PRIORITIES.map((priority) => (
                  <li key={priority}>
                    <span className={styles.priority}><Mark priority={priority} />{priority}</span>
                    <span />
                    <span className="num mute">{Math.round(100 * health.byPriority[priority])} %</span>
                    <meter aria-label={`Part of ${priority} in all`} value={health.byPriority[priority]} />
                  </li>
                ))}
              </ul>
              <p className="mute">About 5 % high or worse, 15 % medium and 80 % low keep the urgent ones rare.</p>
            </section>
          </div>
        </>
      )}
    </div>
  );
}

interface FigureProps {
  name: string;
  value: string;
  aim: string;
  good: boolean;
  fair: boolean;
  children?: ReactNode;
}

function Figure({ name, value, aim, good, fair, children }: FigureProps) {
  return (
    <section className={styles.card} aria-label={name}>
      <h3><Dot standing={good ? 'good' : fair ? 'uncertain' : 'bad'} />{name}</h3>
      <p className={`${styles.value} num`}>{value}<span className="unseen">{good ? ', good' : fair ? ', too many' : ', far too many'}</span></p>
      {children}
      <p className="mute">{aim}</p>
    </section>
  );
}

/** One for each day, today at the right. */
function Bars({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <svg className={styles.bars} viewBox={`0 0 ${counts.length * 10} 32`} preserveAspectRatio="none" role="img" aria-label={`A day, the latest last: ${counts.join(', ')}`}>
      {counts.map((count, i) => <rect key={i} x={i * 10 + 1} width={8} y={32 - (30 * count) / most - 1} height={(30 * count) / most + 1} />)}
    </svg>
  );
}

const PAGE = 1_000;
const MOST = 20;

/** The events of the last days, page by page from the newest on; of very many only the newest. */
function useEventsSince(days: number): { events: readonly AlarmEvent[] | undefined; whole: boolean; failure: string | undefined } {
  const [state, setState] = useState<{ events: readonly AlarmEvent[] | undefined; whole: boolean; failure: string | undefined }>({ events: undefined, whole: true, failure: undefined });
  useEffect(() => {
    let left = false;
    const load = async () => {
      const from = gatewayNow() - days * DAY_MS;
      let events: AlarmEvent[] = (await rest.events(PAGE)).events;
      const first = () => events.at(-1);
      for (let page = 1; page < MOST && first() !== undefined && first()!.event_id > 1 && Date.parse(first()!.timestamp) >= from; page++) {
        const before = first()!.event_id;
        const older = (await rest.eventsAfter(Math.max(0, before - PAGE - 1), PAGE)).events.filter(({ event_id: id }) => id < before);
        if (older.length === 0) break;
        events = [...events, ...older.reverse()];
      }
      const whole = first() === undefined || first()!.event_id === 1 || Date.parse(first()!.timestamp) < from;
      if (!left) setState({ events, whole, failure: undefined });
    };
    load().catch((error: unknown) => !left && setState({ events: undefined, whole: true, failure: inWords(error) }));
    return () => void (left = true);
  }, [days]);
  return state;
}
