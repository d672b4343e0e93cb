// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useLayoutEffect, useRef } from 'react';
import { capabilities } from '../capabilities';
import { objectTypeOf } from '../flow/model';
import { showValue } from '../format';
import { exactly } from '../number';
import { isText } from '../objectTypes';
import { isGone, standing, standingInFull, standingWords, type Live } from '../points/live';
import { LiveText } from '../points/LiveText';
import { useLive, useWatched } from '../points/usePoint';
import { useMay } from '../rights';
import { useDeviceInfo, usePointInfo } from '../site/store';
import { PointAge } from '../ui/Age';
import { Button, IconButton } from '../ui/Button';
import { Dot, StandingWord } from '../ui/Dot';
import { addOrReveal, showPoint } from '../ui/state';
import { useFlow } from '../flow/store';
import { unitSymbol } from '../units';
import { Maintenance } from '../alarms/Maintenance';
import { AlarmRules } from './AlarmRules';
import { limitsOf } from './ruleForm';
import { PriorityArray } from './PriorityArray';
import { PropertyList } from './PropertyList';
import { readBy, readTrouble } from './readBy';
import { limits } from './readValue';
import { Tags } from './Tags';
import { Trend } from './Trend';
import { usePointState } from './usePointState';
import { useRules } from './useRules';
import { useProperties, type Properties } from './useProperties';
import { WriteForm } from './WriteForm';
import styles from './Panel.module.css';

/** The chosen point: all of it, at the right of the canvas. */
export function PointPanel({ pointId }: { pointId: string | undefined }) {
  const writes = useMay('write');
  if (pointId !== undefined) return <Chosen pointId={pointId} />;
  return (
    <div className={styles.empty}>
      <h2>No point chosen</h2>
      <p>Choose a point in the tree or on the canvas to see its properties{writes && ', write it'} and follow its trend.</p>
    </div>
  );
}

function Chosen({ pointId }: { pointId: string }) {
  const info = usePointInfo(pointId);
  const device = useDeviceInfo(info?.device_id);
  const { details, alarms } = capabilities();
  const placed = useFlow((state) => state.history.present.nodes.some((node) => node.type === 'point' && node.data.point_id === pointId));
  const fixed = useFlow((state) => state.fixed);
  const writes = useMay('write');
  const { properties, again } = useProperties(pointId);
  const range = rangeOf(properties, info?.units);
  const state = usePointState(pointId, properties);
  const rules = useRules(pointId);
  const top = useRef<HTMLElement>(null);
  // Each point's panel begins at the top, wherever the last one was scrolled to.
  useLayoutEffect(() => void top.current?.parentElement?.scrollTo(0, 0), []);
  const trouble = readTrouble(state, useLive(pointId, standing), useLive(pointId, (live) => live?.error?.message));
  return (
    <>
      <header className={styles.top} ref={top}>
        <div className={styles.title}>
          <h3 className={styles.name} title={info?.name}>{info?.name ?? pointId}</h3>
          <IconButton icon="close" label="Close" look="quiet" small onClick={() => showPoint(undefined)} />
        </div>
        <Now pointId={pointId} />
      </header>
      <section className={styles.section}>
        {info?.description && <p className="mute">{info.description}</p>}
        <dl className={styles.facts}>
          <dt>Object</dt><dd>{pointId}</dd>
          {device && <><dt>Device</dt><dd className="ellipsis" title={device.name}>{device.name}</dd></>}
          {details && <><dt>Read</dt><dd>{readBy(state, info)}</dd></>}
          {trouble && <><dt>Last success</dt><dd>{trouble.lastSuccess}</dd></>}
          {trouble?.lastError && <><dt>Last error</dt><dd>{trouble.lastError}</dd></>}
          {range && <><dt>Range</dt><dd>{range}</dd></>}
        </dl>
        {!placed && !fixed && <Button className={styles.add} onClick={() => addOrReveal(pointId)}>Add to the canvas</Button>}
      </section>
      {info?.writable && writes && <WriteForm pointId={pointId} info={info} properties={properties} onWritten={again} />}
      {info?.writable && properties.state === 'there' && properties.value.priority_array && (
        <PriorityArray pointId={pointId} slots={properties.value.priority_array} fallback={properties.value.relinquish_default} style={{ ...info, object_type: objectTypeOf(pointId) }} />
      )}
      <Trend pointId={pointId} limits={limitsOf(rules.state === 'there' ? rules.rules : [])} />
      {alarms && <AlarmRules pointId={pointId} rules={rules} />}
      <Tags pointId={pointId} />
      {info && <MaintenanceSection deviceId={info.device_id} />}
      {details && <PropertyList properties={properties} style={{ ...info, object_type: objectTypeOf(pointId) }} />}
    </>
  );
}

/** Whoever is about to work on the device says so here. */
function MaintenanceSection({ deviceId }: { deviceId: number }) {
  const acts = useMay('acknowledge');
  if (!acts) return null;
  return <section className={styles.section} aria-label="Maintenance"><h2>Maintenance</h2><Maintenance deviceId={deviceId} /></section>;
}

function Now({ pointId }: { pointId: string }) {
  const info = usePointInfo(pointId);
  useWatched(pointId);
  const how = useLive(pointId, standing);
  const words = useLive(pointId, standingWords);
  const inFull = useLive(pointId, standingInFull);
  const units = useLive(pointId, (live) => live?.units) ?? info?.units;
  const heard = useLive(pointId, (live) => live !== undefined);
  const objectType = objectTypeOf(pointId);
  const write = useCallback((live: Live | undefined) => showValue(isGone(live) ? null : live?.value, { ...info, object_type: objectType }).text, [info, objectType]);
  const { unit } = showValue(0, { ...info, object_type: objectType, units });
  return (
    <div className={styles.now}>
      <div className={styles.big}>
        <LiveText pointId={pointId} write={write} className={`${styles.value} ${isText(objectType) ? styles.text : ''} num ellipsis`} />
        <span className="mute">{unit}</span>
      </div>
      <div className={styles.standing}>
        <Dot standing={how} />
        <StandingWord standing={how} inFull={inFull}>{words}</StandingWord>
        <span className="mute">{heard && <PointAge pointId={pointId} />}</span>
      </div>
    </div>
  );
}

function rangeOf(properties: Properties, units: string | undefined): string | undefined {
  if (properties.state !== 'there') return undefined;
  const [min, max] = limits(properties.value.min_value, properties.value.max_value);
  const unit = unitSymbol(units);
  if (min !== undefined && max !== undefined) return `${exactly(min)} to ${exactly(max)} ${unit}`;
  if (min !== undefined) return `from ${exactly(min)} ${unit}`;
  return max === undefined ? undefined : `up to ${exactly(max)} ${unit}`;
}
