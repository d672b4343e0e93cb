// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import { api, type Uplink } from '../api';
import { asSentence, showDateTime } from '../format';
import { Dot } from '../ui/Dot';
import styles from './Header.module.css';

const AGAIN_MS = 5_000;

/** How the gateway reaches brokers elsewhere, asked for as long as somebody looks; nothing where there are none. */
export function Uplinks() {
  const [uplinks, setUplinks] = useState<Uplink[]>([]);
  useEffect(() => {
    const look = () => void api.uplinks().then(setUplinks, () => undefined);
    look();
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  if (uplinks.length === 0) return null;
  return (
    <section aria-label="Uplinks">
      <h2>Uplinks</h2>
      <ul className={styles.uplinks}>
        {uplinks.map((uplink) => (
          <li key={uplink.name}>
            <Dot standing={uplink.connected_to === undefined ? 'bad' : uplink.batches_waiting > 0 ? 'uncertain' : 'good'} />
            <b>{uplink.name}</b>
            <span>{uplink.connected_to ?? 'not connected'}</span>
            <small className="num">
              since {showDateTime(Date.parse(uplink.since))} · {waits(uplink)}
              {uplink.dropped > 0 && ` · ${uplink.dropped.toLocaleString('en')} dropped`}
              {uplink.failure !== undefined && <><br />{asSentence(uplink.failure)}</>}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function waits({ batches_waiting: waiting, waiting_since: from }: Uplink): string {
  if (waiting === 0) return 'nothing waits';
  return `${waiting.toLocaleString('en')} ${waiting === 1 ? 'batch waits' : 'batches wait'}${from === undefined ? '' : `, the oldest of ${showDateTime(Date.parse(from))}`}`;
}
