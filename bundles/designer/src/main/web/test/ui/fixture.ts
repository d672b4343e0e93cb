// SPDX-License-Identifier: GPL-3.0-only
export { startFixture } from '../../dev/server.mjs';
export { seriousFaults } from './axe';
