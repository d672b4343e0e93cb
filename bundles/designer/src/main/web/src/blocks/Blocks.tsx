// SPDX-License-Identifier: GPL-3.0-only
import type { ReactNode } from 'react';
import { startDrag } from '../canvas/drag';
import { startTouch } from '../canvas/touchDrag';
import type { FlowNode, FlowNodeType } from '../flow/model';
import { Icon } from '../ui/Icon';
import { addToCanvas } from '../ui/state';
import styles from './Blocks.module.css';

type Block = Exclude<FlowNodeType, 'point'>;

const BLOCKS: readonly { title: string; items: readonly { block: Block; data?: FlowNode['data']; name: string; says: string; sign: ReactNode }[] }[] = [
  {
    title: 'Values',
    items: [
      { block: 'constant', name: 'Constant', says: 'A number to compare or calculate with', sign: '20' },
      { block: 'constant', data: { value: true, label: 'State' }, name: 'State', says: 'On or off, set by hand', sign: 'on' },
      { block: 'calculation', name: 'Calculation', says: 'Add, subtract, multiply, divide, min, max, mean', sign: 'a−b' },
      { block: 'comparison', name: 'Comparison', says: 'On while the comparison of a with b is true', sign: 'a>b' },
      { block: 'switch', name: 'Switch', says: 'One of two values, by a condition', sign: 'if' },
    ],
  },
  {
    title: 'Order',
    items: [
      { block: 'group', name: 'Group', says: 'A frame that moves what is in it', sign: <Icon name="group" /> },
      { block: 'note', name: 'Note', says: 'A few words for the next person', sign: <Icon name="note" /> },
    ],
  },
];

/** What can be placed beside points; dragged, or added with a click or Enter. */
export function Blocks() {
  return (
    <div className={styles.blocks}>
      {BLOCKS.map(({ title, items }) => (
        <section key={title}>
          <h2>{title}</h2>
          {items.map(({ block, data, name, says, sign }) => (
            <button key={name} type="button" draggable onDragStart={(event) => startDrag(event, [{ block, ...(data && { data }) }])} onPointerDown={(event) => startTouch(event, name, () => [{ block, ...(data && { data }) }])} onClick={() => addToCanvas([{ block, ...(data && { data }) }])}>
              <span className={styles.sign} aria-hidden="true">{sign}</span>
              <span>
                <b>{name}</b>
                <small>{says}</small>
              </span>
            </button>
          ))}
        </section>
      ))}
      <p className={styles.remark}>Values are calculated live in this browser, as a preview.</p>
    </div>
  );
}
