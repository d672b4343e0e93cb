/** Brings each command to the bundle that can carry it out, once. */
package io.bms.command;
