import { showValue, type ValueStyle } from '../format';
import type { PointValue } from '../mqtt/wire';
import { useHeld } from '../points/writes';
import { PRIORITIES } from './priorities';
import styles from './Panel.module.css';

interface PriorityArrayProps {
  pointId: string;
  slots: readonly PointValue[];
  fallback: PointValue | undefined;
  style: ValueStyle;
}

/** Sixteen slots; the first that is filled holds the point. */
export function PriorityArray({ pointId, slots, fallback, style }: PriorityArrayProps) {
  const ours = useHeld((state) => state[pointId]);
  const holder = slots.findIndex((slot) => slot !== null) + 1;
  const who = holder === 0 ? 'Nobody holds it; the default counts.' : `Held at ${holder}${PRIORITIES[holder - 1]!.name && `, ${PRIORITIES[holder - 1]!.name.toLowerCase()}`}${holder === ours ? ', by us' : ''}.`;
  return (
    <section className={styles.section}>
      <h2>Priority array</h2>
      <ol className={styles.slots}>
        {PRIORITIES.map(({ level, name, reserved }) => {
          const value = slots[level - 1] ?? null;
          const text = value === null ? '' : showValue(value, style).text;
          return (
            <li key={level} className={`${level === holder ? styles.holds : ''} ${reserved ? styles.reserved : ''}`} title={[name, text].filter(Boolean).join(': ') || 'empty'}>
              {level}
              <b className="ellipsis">{text}</b>
            </li>
          );
        })}
      </ol>
      <dl className={styles.facts}>
        <dt>{who}</dt><dd />
        {fallback !== undefined && <><dt>Default</dt><dd>{showValue(fallback, style).text} {showValue(fallback, style).unit}</dd></>}
      </dl>
    </section>
  );
}
