// SPDX-License-Identifier: GPL-3.0-only
import type { ValueStyle } from '../format';
import { propertyName, propertyWords } from './propertyWords';
import type { Properties } from './useProperties';
import styles from './Panel.module.css';

const SHOWN_ABOVE = new Set(['priorityArray', 'relinquishDefault']);

export function PropertyList({ properties, style }: { properties: Properties; style: ValueStyle }) {
  return (
    <section className={styles.section}>
      <h2>Properties</h2>
      {properties.state === 'loading' && <p className="mute">Reading…</p>}
      {properties.state === 'absent' && <p className="mute">{properties.reason}</p>}
      {properties.state === 'there' && (
        <dl className={styles.facts}>
          {properties.value.properties.filter(({ name }) => !SHOWN_ABOVE.has(name)).map(({ name, value }) => {
            const words = propertyWords(name, value, style);
            return (
              <div key={name} className={styles.property}>
                <dt>{propertyName(name)}</dt>
                <dd title={words}>{words}</dd>
              </div>
            );
          })}
        </dl>
      )}
    </section>
  );
}
