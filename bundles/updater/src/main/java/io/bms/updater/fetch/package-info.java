// SPDX-License-Identifier: GPL-3.0-only
/** Answers of web servers, with a limit in size and in time. */
package io.bms.updater.fetch;
