// SPDX-License-Identifier: GPL-3.0-only
import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** What is missing if it fails, as the beginning of a sentence. */
  what: string;
  children: ReactNode;
}

/** A part of the page that fails takes nothing else with it. */
export class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <p className="mute" role="alert">{this.props.what} cannot be shown. Load the page again.</p> : this.props.children;
  }
}
