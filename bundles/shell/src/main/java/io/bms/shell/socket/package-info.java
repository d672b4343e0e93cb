// SPDX-License-Identifier: GPL-3.0-only
/**
 * The shell on a Unix socket in the data folder.
 *
 * <p>Start at {@link io.bms.shell.socket.SocketShell}, which accepts clients; each gets a {@code ShellConversation} on
 * a thread of its own ({@code bms-shell-client}). What is typed comes as frames of {@code io.bms.launcher.frame} and
 * goes through a pipe to Karaf's session; what is printed goes through {@code FrameOutput} to the {@code FrameSender},
 * which alone writes to the socket. In each session a {@code CommandGuard} stands before each command that could take
 * the shell away, in whatever letters it is typed ({@code GuardedSpellings}), with {@code FeatureGuard} and
 * {@code BundleGuard} to judge what was typed, and {@code CommandList} before {@code help}. A command line that is run
 * alone waits for its commands ({@code AwaitedCommands}).
 */
package io.bms.shell.socket;
