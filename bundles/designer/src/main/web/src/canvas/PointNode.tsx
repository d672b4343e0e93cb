// SPDX-License-Identifier: GPL-3.0-only
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo, useCallback } from 'react';
import { AlarmBadge } from '../alarms/AlarmBadge';
import type { Held, PointInfo } from '../api';
import { isStepped, kindOfObject, objectTypeOf, type PointNode as PointNodeType } from '../flow/model';
import { useFlow } from '../flow/store';
import { hasStates, showClock, showMoment, showValue } from '../format';
import { isSameReal } from '../number';
import { shortObject } from '../objectTypes';
import { isGone, type Face, type Live } from '../points/live';
import { LiveText } from '../points/LiveText';
import { useFace, useLive, useWatched } from '../points/usePoint';
import { useHeld } from '../points/writes';
import { useDeviceInfo, usePointInfo } from '../site/store';
import { PointAge } from '../ui/Age';
import { Dot, StandingWord } from '../ui/Dot';
import { useUi } from '../ui/state';
import { unitSymbol } from '../units';
import { Sparkline } from './Sparkline';
import styles from './nodes.module.css';

/** A BACnet point on the canvas: what it is, its value, how good and how old, and who holds it. */
export const PointNode = memo(function PointNode({ id, data, selected }: NodeProps<PointNodeType>) {
  const pointId = data.point_id;
  useWatched(pointId);
  const info = usePointInfo(pointId);
  const fresh = useFlow((state) => state.changes.nodes.has(id));
  const face = useFace(pointId);
  const [, objectType = '', instance = ''] = pointId.split('.');
  const kind = kindOfObject(objectType);
  const name = info?.name ?? pointId;
  const chosen = useUi((state) => state.point === pointId);
  return (
    <div className={`${styles.node} ${styles.point} ${fresh ? styles.fresh : ''} ${chosen ? styles.chosen : ''} ${selected ? styles.selected : ''}`}>
      <div className={styles.face}>
        <div className={styles.head}>
          <Dot standing={face.standing} />
          <span className={`${styles.name} ellipsis`} title={name}>{name}</span>
          <AlarmBadge pointId={pointId} />
          <span className={styles.tag}>{shortObject(objectType, Number(instance))}</span>
        </div>
        <Reading pointId={pointId} info={info} face={face} fresh={fresh} />
        <Sparkline pointId={pointId} steps={isStepped(pointId, info?.writable)} />
        <Foot pointId={pointId} info={info} face={face} />
      </div>
      <Handle type="source" position={Position.Right} className={`${styles.port} ${kind === 'boolean' ? styles.boolean : ''}`} role="img" aria-label={`Output of ${name}, a ${kind}`} />
    </div>
  );
});

interface PartProps {
  pointId: string;
  info: PointInfo | undefined;
  face: Face;
}

function Reading({ pointId, info, face, fresh }: PartProps & { fresh: boolean }) {
  const objectType = objectTypeOf(pointId);
  const write = useCallback((live: Live | undefined) => showValue(isGone(live) ? null : live?.value, { ...info, object_type: objectType }).text, [info, objectType]);
  const words = kindOfObject(objectType) === 'text' || hasStates({ object_type: objectType });
  return (
    <div className={styles.reading}>
      <LiveText pointId={pointId} write={write} className={`${styles.number} ${words ? styles.word : ''} ${face.gone ? styles.off : ''} ellipsis`} />
      {!words && <span className={styles.unit}>{unitSymbol(face.units ?? info?.units)}</span>}
      <Remark pointId={pointId} face={face} fresh={fresh} />
    </div>
  );
}

function Foot({ pointId, info, face }: PartProps) {
  return (
    <div className={styles.foot}>
      <StandingWord standing={face.standing} inFull={face.inFull}>{face.words}</StandingWord>
      <Aside pointId={pointId} info={info} face={face} />
    </div>
  );
}

/** Beside the value: what it was last if it is gone, that we hold it, or that the node is not deployed. */
function Remark({ pointId, face: { gone, lastGood }, fresh }: Omit<PartProps, 'info'> & { fresh: boolean }) {
  const held = useHeld((state) => state[pointId]?.[0]);
  const info = usePointInfo(pointId);
  const style = { ...info, object_type: objectTypeOf(pointId) };
  if (lastGood !== undefined) return <span className={`${styles.remark} num`}>last {showValue(lastGood.value, style).text} at {showClock(lastGood.time)}</span>;
  if (held !== undefined && !gone) return <HeldWords pointId={pointId} held={held} />;
  return fresh ? <span className={styles.remark}>not deployed</span> : null;
}

/** The right end of the lowest line: whose point it is, and how old the value is. */
function Aside({ pointId, info, face: { heard } }: PartProps) {
  const device = useDeviceInfo(info?.device_id);
  return (
    <span className={`${styles.aside} num`} title={device?.name}>
      <span className="ellipsis">{device?.name}</span>
      {heard && <PointAge pointId={pointId} />}
    </span>
  );
}

/** Says "held" while the point has the value that the gateway wrote, else "written": a higher priority may hold it. */
function HeldWords({ pointId, held }: { pointId: string; held: Held }) {
  const wins = useLive(pointId, (live) => isSameReal(live?.value, held.value));
  const words = `${wins ? 'held' : 'written'} at priority ${held.priority} by us`;
  return <span className={styles.remark} title={held.until === undefined ? words : `${words}, relinquished at ${showMoment(held.until)}`}>{words}</span>;
}
