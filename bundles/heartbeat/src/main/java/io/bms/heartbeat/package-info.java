/** Merges what the parts of the gateway say of themselves into one status, beats, and restarts the process. */
package io.bms.heartbeat;
