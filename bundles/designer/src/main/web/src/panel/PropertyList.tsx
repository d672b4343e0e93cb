import type { PointValue } from '../mqtt/wire';
import type { Properties } from './useProperties';
import styles from './Panel.module.css';

export function PropertyList({ properties }: { properties: Properties }) {
  return (
    <section className={styles.section}>
      <h2>Properties</h2>
      {properties.state === 'loading' && <p className="mute">Reading…</p>}
      {properties.state === 'absent' && <p className="mute">{properties.reason}</p>}
      {properties.state === 'there' && (
        <dl className={styles.facts}>
          {properties.value.properties.map(({ name, value }) => (
            <div key={name} className={styles.property}>
              <dt>{name}</dt>
              <dd title={words(value)}>{words(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function words(value: PointValue | PointValue[]): string {
  if (Array.isArray(value)) return value.map(words).join(', ') || 'none';
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
