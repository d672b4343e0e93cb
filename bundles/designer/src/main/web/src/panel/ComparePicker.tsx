// SPDX-License-Identifier: GPL-3.0-only
import { useState } from 'react';
import type { PointInfo } from '../api';
import { best, findablePoint } from '../search';
import { useSite } from '../site/store';
import { usePortions } from '../ui/usePortions';
import styles from './Compare.module.css';

const MOST = 8;
const NO_HITS: PointInfo[] = [];

/** Finds another point to draw beside the chosen one. */
export function ComparePicker({ taken, onPick }: { taken: readonly string[]; onPick: (pointId: string) => void }) {
  const [text, setText] = useState('');
  const points = useSite((state) => state.points);
  const devices = useSite((state) => state.devices);
  const [hits, hitsNow] = usePortions<PointInfo[]>(function* () {
    if (text.trim() === '') return NO_HITS;
    const free = [...points.values()].filter((point) => !taken.includes(point.point_id));
    return yield* best(text, free, (point) => findablePoint(point, devices.get(point.device_id)?.name ?? ''), MOST);
  }, [text, points, devices, taken], NO_HITS);
  const pick = (pointId: string) => {
    setText('');
    onPick(pointId);
  };
  return (
    <div className={styles.compare}>
      <input
        type="search" placeholder="Compare with another point" aria-label="Compare with another point" value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const first = event.key === 'Enter' ? hitsNow()[0] : undefined;
          if (first) pick(first.point_id);
          if (event.key !== 'Escape' || text === '') return;
          setText('');
          event.stopPropagation();
        }}
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
