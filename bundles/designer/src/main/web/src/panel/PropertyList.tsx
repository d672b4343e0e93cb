import { showWhole, type ValueStyle } from '../format';
import type { PointValue } from '../mqtt/wire';
import { exactly } from '../number';
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
          {properties.value.properties.filter(({ name }) => !SHOWN_ABOVE.has(name)).map(({ name, value }) => (
            <div key={name} className={styles.property}>
              <dt>{inWords(name)}</dt>
              <dd title={words(name, value, style)}>{words(name, value, style)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function words(name: string, value: PointValue | PointValue[], style: ValueStyle): string {
  if (Array.isArray(value)) return value.map((each) => words('', each, style)).join(', ') || 'none';
  if (/^present-?value$/i.test(name)) return showWhole(value, style);
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? exactly(value).replace('-', '−') : value;
}

/** "covIncrement" as "COV increment". */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^cov\b/, 'COV').replace(/\bpres\b/, 'present');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
