// SPDX-License-Identifier: GPL-3.0-only
/**
 * The commands {@code bms:*}, one class each: {@code PointReadAction} is {@code bms:point-read}.
 *
 * <p>A command finds its services by {@code @Reference(optional = true)}, so that Karaf has it also while one of
 * their bundles does not run. It is refused then without those that it needs (all but
 * {@link io.bms.shell.WorksWithout}). It waits for the gateway's answer with a deadline ({@code Results}), and prints
 * through {@code Screen} or {@code Table}, which let nothing act on a terminal that somebody else wrote. What cannot be
 * done is a {@link io.bms.shell.Refused}, a sentence for the one who typed. How a command line comes here is the matter
 * of {@link io.bms.shell.socket}; what {@code bms:support-bundle} writes, of {@link io.bms.shell.support}.
 *
 * <p>Thread: the one that runs the session, {@code bms-shell-client}.
 */
package io.bms.shell;
