// SPDX-License-Identifier: GPL-3.0-only
/**
 * What {@code bin/bms} runs: the gateway's process, and the client of its shell.
 *
 * <p>Start at {@link io.bms.launcher.Gateway}: it finds the folders ({@code Layout}), locks the data folder ({@code
 * DataLock}), restores a backup where one waits, tries each port ({@code Endpoint}), and then runs Karaf ({@code
 * KarafProcess}). What keeps it from starting is a {@code CannotStartException}, a sentence for the one who started it.
 * {@code Readiness} says when the gateway is there. {@code KeptTime} knows what time it was at least. {@code
 * ShellClient} talks to the shell's socket by the frames of {@link io.bms.launcher.frame}.
 *
 * <p>Thread: main; bms-launcher-ready watches the start; bms-launcher-time keeps the time.
 */
package io.bms.launcher;
