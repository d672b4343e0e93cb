import { createRoot } from 'react-dom/client';
import { App } from './App';
import { resume } from './session/store';

createRoot(document.getElementById('root')!).render(<App />);
void resume();
