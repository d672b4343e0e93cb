import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { kindOfObject, objectTypeOf, type PointNode as PointNodeType } from '../flow/model';
import { useFlow } from '../flow/store';
import { NO_VALUE, shortObject, showClock, showValue } from '../format';
import { standing, standingWords, type Live } from '../points/live';
import { usePoint } from '../points/usePoint';
import { useHeld } from '../points/writes';
import { useDeviceInfo, usePointInfo } from '../site/store';
import { Age } from '../ui/Age';
import { Dot, StandingWord } from '../ui/Dot';
import { Sparkline } from './Sparkline';
import styles from './nodes.module.css';
import type { PointInfo } from '../api';

/** A BACnet point on the canvas: what it is, its value, how good and how old, and who holds it. */
export const PointNode = memo(function PointNode({ id, data, selected }: NodeProps<PointNodeType>) {
  const pointId = data.point_id;
  const info = usePointInfo(pointId);
  const fresh = useFlow((state) => state.changes.nodes.has(id));
  const objectType = objectTypeOf(pointId);
  const kind = kindOfObject(objectType);
  const name = info?.name ?? pointId;
  return (
    <div className={`${styles.node} ${styles.point} ${fresh ? styles.fresh : ''} ${selected ? styles.selected : ''}`}>
      <Reading pointId={pointId} info={info} fresh={fresh} name={name} />
      <Handle type="source" position={Position.Right} className={`${styles.port} ${kind === 'boolean' ? styles.boolean : ''}`} aria-label={`Output of ${name}, a ${kind}`} />
    </div>
  );
});

interface ReadingProps {
  pointId: string;
  info: PointInfo | undefined;
  fresh: boolean;
  name: string;
}

/** The part that changes with the value; the node around it does not render again. */
function Reading({ pointId, info, fresh, name }: ReadingProps) {
  const live = usePoint(pointId);
  const how = standing(live);
  const [, objectType = '', instance = ''] = pointId.split('.');
  const gone = how === 'stale' || (how === 'bad' && live?.value === null);
  const { text, unit } = showValue(gone ? null : live?.value, { ...info, object_type: objectType, units: live?.units ?? info?.units });
  const isWord = !/^[−\d]/.test(text) && text !== NO_VALUE;
  return (
    <>
      <div className={styles.head}>
        <Dot standing={how} />
        <span className={`${styles.name} ellipsis`} title={name}>{name}</span>
        <span className={styles.tag}>{shortObject(objectType, Number(instance))}</span>
      </div>
      <div className={styles.reading}>
        <span className={`${styles.number} ${isWord ? styles.word : ''} ${how === 'good' || how === 'uncertain' || (how === 'bad' && !gone) ? '' : styles.off} ellipsis`} title={text}>{text}</span>
        <span className={styles.unit}>{unit}</span>
      </div>
      <Sparkline pointId={pointId} steps={kindOfObject(objectType) === 'boolean' || info?.writable === true} />
      <div className={styles.foot}>
        <StandingWord standing={how}>{standingWords(live)}</StandingWord>
        <Aside pointId={pointId} live={live} info={info} fresh={fresh} gone={gone} />
      </div>
    </>
  );
}

interface AsideProps {
  pointId: string;
  live: Live | undefined;
  info: PointInfo | undefined;
  fresh: boolean;
  gone: boolean;
}

function Aside({ pointId, live, info, fresh, gone }: AsideProps) {
  const held = useHeld((state) => state[pointId]);
  const device = useDeviceInfo(info?.device_id);
  if (gone && live?.lastGood !== undefined) {
    const { text } = showValue(live.lastGood.value, { ...info, units: undefined });
    return <span className="num ellipsis">last {text} at {showClock(live.lastGood.time)}</span>;
  }
  if (held !== undefined && !gone) return <span className="ellipsis">held at priority {held} by us</span>;
  if (fresh) return <span className="ellipsis">not deployed</span>;
  if (live === undefined) return <span className="ellipsis" title={device?.name}>{device?.name}</span>;
  return (
    <span className="num ellipsis" title={device?.name}>
      {device !== undefined && `${device.name} · `}
      <Age time={live.time} />
    </span>
  );
}
