import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo, useCallback } from 'react';
import type { PointInfo } from '../api';
import { isStepped, kindOfObject, objectTypeOf, type PointNode as PointNodeType } from '../flow/model';
import { useFlow } from '../flow/store';
import { shortObject, showClock, showValue } from '../format';
import { isGone, standing, standingWords, type Live } from '../points/live';
import { LiveText } from '../points/LiveText';
import { useLive, useWatched } from '../points/usePoint';
import { useHeld } from '../points/writes';
import { useDeviceInfo, usePointInfo } from '../site/store';
import { PointAge } from '../ui/Age';
import { Dot, StandingWord } from '../ui/Dot';
import { unitSymbol } from '../units';
import { Sparkline } from './Sparkline';
import styles from './nodes.module.css';

/** A BACnet point on the canvas: what it is, its value, how good and how old, and who holds it. */
export const PointNode = memo(function PointNode({ id, data, selected }: NodeProps<PointNodeType>) {
  const pointId = data.point_id;
  useWatched(pointId);
  const info = usePointInfo(pointId);
  const fresh = useFlow((state) => state.changes.nodes.has(id));
  const how = useLive(pointId, standing);
  const [, objectType = '', instance = ''] = pointId.split('.');
  const kind = kindOfObject(objectType);
  const name = info?.name ?? pointId;
  return (
    <div className={`${styles.node} ${styles.point} ${fresh ? styles.fresh : ''} ${selected ? styles.selected : ''}`}>
      <div className={styles.face}>
        <div className={styles.head}>
          <Dot standing={how} />
          <span className={`${styles.name} ellipsis`} title={name}>{name}</span>
          <span className={styles.tag}>{shortObject(objectType, Number(instance))}</span>
        </div>
        <Reading pointId={pointId} info={info} />
        <Sparkline pointId={pointId} steps={isStepped(pointId, info?.writable)} />
        <Foot pointId={pointId} info={info} fresh={fresh} />
      </div>
      <Handle type="source" position={Position.Right} className={`${styles.port} ${kind === 'boolean' ? styles.boolean : ''}`} role="img" aria-label={`Output of ${name}, a ${kind}`} />
    </div>
  );
});

function Reading({ pointId, info }: { pointId: string; info: PointInfo | undefined }) {
  const gone = useLive(pointId, isGone);
  const units = useLive(pointId, (live) => live?.units) ?? info?.units;
  const objectType = objectTypeOf(pointId);
  const write = useCallback((live: Live | undefined) => showValue(isGone(live) ? null : live?.value, { ...info, object_type: objectType }).text, [info, objectType]);
  const words = kindOfObject(objectType) !== 'number' || objectType.startsWith('multiState');
  return (
    <div className={styles.reading}>
      <LiveText pointId={pointId} write={write} className={`${styles.number} ${words ? styles.word : ''} ${gone ? styles.off : ''} ellipsis`} />
      {!words && <span className={styles.unit}>{unitSymbol(units)}</span>}
    </div>
  );
}

function Foot({ pointId, info, fresh }: { pointId: string; info: PointInfo | undefined; fresh: boolean }) {
  const how = useLive(pointId, standing);
  const words = useLive(pointId, standingWords);
  return (
    <div className={styles.foot}>
      <StandingWord standing={how}>{words}</StandingWord>
      <Aside pointId={pointId} info={info} fresh={fresh} />
    </div>
  );
}

/** The right end of the lowest line: the one thing of most interest. */
function Aside({ pointId, info, fresh }: { pointId: string; info: PointInfo | undefined; fresh: boolean }) {
  const held = useHeld((state) => state[pointId]);
  const device = useDeviceInfo(info?.device_id);
  const gone = useLive(pointId, isGone);
  const heard = useLive(pointId, (live) => live !== undefined);
  const last = useLive(pointId, (live) => (isGone(live) && live?.lastGood !== undefined ? `last ${showValue(live.lastGood.value, info ?? {}).text} at ${showClock(live.lastGood.time)}` : undefined));
  if (last !== undefined) return <span className="num ellipsis">{last}</span>;
  if (held !== undefined && !gone) return <span className="ellipsis">held at priority {held} by us</span>;
  if (fresh) return <span className="ellipsis">not deployed</span>;
  return (
    <span className="num ellipsis" title={device?.name}>
      {device?.name}
      {device !== undefined && heard && ' · '}
      {heard && <PointAge pointId={pointId} />}
    </span>
  );
}
