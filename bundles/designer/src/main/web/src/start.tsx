// SPDX-License-Identifier: GPL-3.0-only
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { resume, touch } from './session/store';

createRoot(document.getElementById('root')!).render(<App />);
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(kind, touch, { capture: true, passive: true });
void resume();
