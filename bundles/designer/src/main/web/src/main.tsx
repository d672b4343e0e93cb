import '@xyflow/react/dist/base.css';
import './theme.css';
import { askEarly } from './api';

// The gateway is asked while the greater part of the page is still on its way.
askEarly();
void import('./start');
