// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState } from 'react';
import { useDiscover } from '../discover/store';
import { IdentityForm } from '../header/IdentityForm';
import { keep, recall } from '../storage';
import { useMay } from '../rights';
import { useSite } from '../site/store';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { addToCanvas, showTab } from '../ui/state';
import styles from './FirstRun.module.css';

const KEY = 'bms-identity-seen';

/** An empty canvas: three steps from identity to discovery to a first live node, or the last of them alone. */
export function FirstRun() {
  const loaded = useSite((state) => state.loaded);
  const points = useSite((state) => state.points);
  const running = useDiscover((state) => state.running);
  const [seen, setSeen] = useState(() => recall(KEY) !== undefined);
  const names = useMay('administer');
  const configures = useMay('configure');
  const found = points.size > 0;
  // Whoever may not name the gateway has one step less.
  const before = names ? 1 : 0;
  const step = found ? before + 2 : seen || !names ? before + 1 : 1;
  useEffect(() => {
    if (found) keep(KEY, '1');
  }, [found]);
  if (!loaded) return null;
  if (!configures) return <NothingYet choose={found} />;
  const named = () => {
    keep(KEY, '1');
    setSeen(true);
  };
  const addFirst = () => {
    const analog = [...points.values()].find((point) => point.object_type === 'analogInput') ?? [...points.values()][0];
    if (analog !== undefined) addToCanvas([{ point: analog.point_id }]);
    showTab('points');
  };
  return (
    <div className={styles.overlay}>
      <section className={styles.card} aria-label="First steps">
        <h2>{found ? 'Put the building on the canvas' : `Welcome. ${names ? 'Three' : 'Two'} steps to a first live value`}</h2>
        <ol>
          {names && (
            <Step number={1} now={step} title="Name this gateway">
              <p>These names stand in every topic. The ones below were made up; keep them or give your own.</p>
              <IdentityForm onDone={named} done="Use this identity" />
            </Step>
          )}
          <Step number={before + 1} now={step} title="Discover devices">
            <p>Give addresses, or ask the whole network. What answers is listed at the left.</p>
            <Button look="primary" disabled={running} onClick={() => showTab('discover')}>{running ? 'Looking…' : 'Discover devices'}</Button>
          </Step>
          <Step number={before + 2} now={step} title="Place a first point">
            <p>Drag a point here from the tree, or have one placed.</p>
            <Button look="primary" onClick={addFirst}>Place a point</Button>
          </Step>
        </ol>
      </section>
    </div>
  );
}

/** For those who may look at what others draw. */
function NothingYet({ choose }: { choose: boolean }) {
  return (
    <div className={styles.overlay}>
      <section className={styles.card} aria-label="First steps">
        <h2>Nothing is on the canvas yet</h2>
        <p className="mute">{choose && 'Choose a point in the tree to see its value and its trend. '}An integrator draws what stands here.</p>
      </section>
    </div>
  );
}

function Step({ number, now, title, children }: { number: number; now: number; title: string; children: React.ReactNode }) {
  const state = number < now ? styles.done : number === now ? styles.now : styles.later;
  return (
    <li className={state} aria-current={number === now ? 'step' : undefined}>
      <span className={styles.mark}>{number < now ? <Icon name="check" size={12} /> : number}</span>
      <div className={styles.body}>
        <h3>{title}</h3>
        {number === now && children}
      </div>
    </li>
  );
}
