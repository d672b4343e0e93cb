/** What the shell's client and the gateway say to each other over the socket; embedded in both. */
package io.bms.launcher.frame;
