export { startFixture } from '../../dev/server.mjs';
export { seriousFaults } from './axe';
