// SPDX-License-Identifier: GPL-3.0-only
import type { PointInfo } from '../api';
import { kindOfObject } from '../flow/model';
import { isMultiState } from '../objectTypes';

interface ValueInputProps {
  info: PointInfo;
  text: string;
  onText: (text: string) => void;
  invalid: boolean;
}

/**
 * States are chosen by their names; the rest is typed as text, which a browser neither rounds, nor reads in the manner of
 * another country, nor changes when the mouse wheel turns above it.
 */
export function ValueInput({ info, text, onText, invalid }: ValueInputProps) {
  const kind = kindOfObject(info.object_type);
  if (kind === 'boolean') {
    return (
      <select aria-label="Value" value={text} onChange={(event) => onText(event.target.value)}>
        <option value="" hidden>Choose</option>
        <option value="true">{info.state_text?.[1] ?? 'On'}</option>
        <option value="false">{info.state_text?.[0] ?? 'Off'}</option>
      </select>
    );
  }
  if (isMultiState(info.object_type) && info.state_text) {
    return (
      <select aria-label="Value" value={text} onChange={(event) => onText(event.target.value)}>
        <option value="" hidden>Choose</option>
        {info.state_text.map((name, i) => <option key={i} value={i + 1}>{name}</option>)}
      </select>
    );
  }
  return (
    <input
      className="num" aria-label="Value" aria-invalid={invalid} value={text} onChange={(event) => onText(event.target.value)} spellCheck={false} autoComplete="off"
      inputMode={kind === 'number' ? 'decimal' : 'text'}
    />
  );
}
