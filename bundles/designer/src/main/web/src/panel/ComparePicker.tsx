import { useMemo, useState } from 'react';
import { useSite } from '../site/store';
import styles from './Compare.module.css';

const MOST = 8;

/** Finds another point to draw beside the chosen one. */
export function ComparePicker({ taken, onPick }: { taken: readonly string[]; onPick: (pointId: string) => void }) {
  const [text, setText] = useState('');
  const points = useSite((state) => state.points);
  const devices = useSite((state) => state.devices);
  const hits = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found = [];
    for (const point of points.values()) {
      const about = `${point.name} ${devices.get(point.device_id)?.name ?? ''} ${point.point_id}`.toLowerCase();
      if (!taken.includes(point.point_id) && words.every((word) => about.includes(word))) found.push(point);
      if (found.length === MOST) break;
    }
    return found;
  }, [text, points, devices, taken]);
  const pick = (pointId: string) => {
    setText('');
    onPick(pointId);
  };
  return (
    <div className={styles.compare}>
      <input
        type="search" placeholder="Compare with another point" aria-label="Compare with another point" value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && hits[0] && pick(hits[0].point_id)}
      />
      {hits.length > 0 && (
        <ul>
          {hits.map((point) => (
            <li key={point.point_id}>
              <button type="button" onClick={() => pick(point.point_id)}>
                <span className="ellipsis">{point.name}</span>
                <small className="ellipsis">{devices.get(point.device_id)?.name}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
