// SPDX-License-Identifier: GPL-3.0-only
import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './Button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger';
  small?: boolean;
}

export function Button({ look = 'plain', small = false, className = '', ...rest }: ButtonProps) {
  return <button type="button" className={`${styles.button} ${styles[look] ?? ''} ${small ? styles.small : ''} ${className}`} {...rest} />;
}

/** A button that shows only a symbol; its label is read out and shown on hover. */
export function IconButton({ icon, label, className = '', ...rest }: ButtonProps & { icon: IconName; label: string }) {
  return (
    <Button aria-label={label} title={label} className={`${styles.square} ${className}`} {...rest}>
      <Icon name={icon} />
    </Button>
  );
}
