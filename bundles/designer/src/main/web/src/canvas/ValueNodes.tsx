// SPDX-License-Identifier: GPL-3.0-only
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { COMPARATORS, inputsOf, OPERATORS, type CalculationNode, type ComparisonNode, type ConstantNode, type Kind, type SwitchNode } from '../flow/model';
import { useSignal } from '../flow/signals';
import { useFlow } from '../flow/store';
import { hasStates, showValue } from '../format';
import { asTyped, readNumber } from '../number';
import { Dot, StandingWord } from '../ui/Dot';
import { Input } from './Input';
import { Rename } from './Rename';
import styles from './nodes.module.css';

interface FrameProps {
  id: string;
  type: 'constant' | 'calculation' | 'comparison' | 'switch';
  label: string;
  tag: string;
  output: Kind;
  selected: boolean;
  children?: ReactNode;
}

function Frame({ id, type, label, tag, output, selected, children }: FrameProps) {
  const fresh = useFlow((state) => state.changes.nodes.has(id));
  const signal = useSignal(id);
  const gone = signal.value === null || signal.standing === 'stale';
  const { text, unit } = showValue(gone ? null : signal.value, signal);
  const words = typeof signal.value === 'string' || hasStates(signal);
  return (
    <div className={`${styles.node} ${styles.value} ${fresh ? styles.fresh : ''} ${selected ? styles.selected : ''}`}>
      <div className={styles.head}>
        <Dot standing={signal.standing} />
        <Rename id={id} label={label} />
        <span className={styles.tag}>{tag}</span>
      </div>
      {type !== 'constant' && (
        <div className={styles.reading}>
          <span className={`${styles.number} ${words ? styles.word : ''} ${gone ? styles.off : ''} ellipsis`}>{text}</span>
          {!words && <span className={styles.unit}>{unit}</span>}
        </div>
      )}
      {children}
      <div className={styles.inputs}>
        {inputsOf(type).map((input) => (
          <Input key={input.id} nodeId={id} nodeLabel={label} input={input} />
        ))}
      </div>
      <div className={styles.foot}>
        <StandingWord standing={signal.standing}>{signal.standing === 'none' ? 'not connected' : signal.standing}</StandingWord>
        <span title="Calculated in this browser">{fresh ? 'not deployed' : 'preview'}</span>
      </div>
      <Handle type="source" position={Position.Right} className={`${styles.port} ${output === 'boolean' ? styles.boolean : ''}`} role="img" aria-label={`Output of ${label}, a ${output}`} />
    </div>
  );
}

const setData = (id: string, data: object): void => useFlow.getState().setData(id, data);

export const ConstantView = memo(function ConstantView({ id, data, selected }: NodeProps<ConstantNode>) {
  const logical = typeof data.value === 'boolean';
  const fixed = useFlow((state) => state.fixed);
  return (
    <Frame id={id} type="constant" label={data.label} tag="const" output={logical ? 'boolean' : 'number'} selected={selected}>
      {logical ? (
        <select className={`${styles.control} nodrag`} style={{ marginTop: 8 }} aria-label="Value" disabled={fixed} value={String(data.value)} onChange={(event) => setData(id, { value: event.target.value === 'true' })}>
          <option value="true">On</option>
          <option value="false">Off</option>
        </select>
      ) : (
        <ConstantField id={id} value={data.value as number} />
      )}
    </Frame>
  );
});

/** A text that is not a number stays in the field with the reason, and the constant keeps its value. */
function ConstantField({ id, value }: { id: string; value: number }) {
  const [typed, setTyped] = useState<string>();
  const fixed = useFlow((state) => state.fixed);
  const read = readNumber(typed ?? asTyped(value));
  const take = () => {
    if (read.value === undefined) return;
    if (read.value !== value) setData(id, { value: read.value });
    setTyped(undefined);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') take();
    if (event.key === 'Escape') setTyped(undefined);
    if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
    event.stopPropagation();
  };
  return (
    <>
      <input
        className={`${styles.control} nodrag num`} style={{ marginTop: 8 }} inputMode="decimal" autoComplete="off" spellCheck={false} readOnly={fixed} aria-label="Value" aria-invalid={read.failure !== undefined}
        value={typed ?? asTyped(value)} onChange={(event) => setTyped(event.target.value)} onBlur={take} onKeyDown={keys}
      />
      {read.failure !== undefined && <p className={styles.wrong} role="alert">{read.failure}</p>}
    </>
  );
}

export const CalculationView = memo(function CalculationView({ id, data, selected }: NodeProps<CalculationNode>) {
  return (
    <Frame id={id} type="calculation" label={data.label} tag={data.op.length > 1 ? data.op : `a ${data.op} b`} output="number" selected={selected}>
      <Choice id={id} label="Operation" value={data.op} options={OPERATORS} />
    </Frame>
  );
});

export const ComparisonView = memo(function ComparisonView({ id, data, selected }: NodeProps<ComparisonNode>) {
  return (
    <Frame id={id} type="comparison" label={data.label} tag={`a ${data.op} b`} output="boolean" selected={selected}>
      <Choice id={id} label="Comparison" value={data.op} options={COMPARATORS} />
    </Frame>
  );
});

export const SwitchView = memo(function SwitchView({ id, data, selected }: NodeProps<SwitchNode>) {
  return <Frame id={id} type="switch" label={data.label} tag="if" output="any" selected={selected} />;
});

function Choice({ id, label, value, options }: { id: string; label: string; value: string; options: readonly string[] }) {
  const fixed = useFlow((state) => state.fixed);
  return (
    <select className={`${styles.control} nodrag`} disabled={fixed} aria-label={label} value={value} onChange={(event) => setData(id, { op: event.target.value })}>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  );
}
