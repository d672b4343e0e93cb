// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { keep, recall } from './storage';

export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'bms-theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

interface ThemeState {
  choice: ThemeChoice;
  dark: boolean;
}

function resolve(choice: ThemeChoice): ThemeState {
  return { choice, dark: choice === 'dark' || (choice === 'system' && system.matches) };
}

function stored(): ThemeChoice {
  const value = recall(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export const useTheme = create<ThemeState>(() => resolve(stored()));

export function chooseTheme(choice: ThemeChoice): void {
  keep(KEY, choice);
  useTheme.setState(resolve(choice));
}

function show({ dark }: ThemeState): void {
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

system.addEventListener('change', () => useTheme.setState(resolve(useTheme.getState().choice)));
useTheme.subscribe(show);
show(useTheme.getState());
