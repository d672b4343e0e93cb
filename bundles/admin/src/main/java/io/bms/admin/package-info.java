// SPDX-License-Identifier: GPL-3.0-only
/**
 * The REST API below {@code /api}, described by {@code openapi.json}.
 *
 * <p>Start at {@code JsonServlet}, which each resource extends: it answers with JSON, or with a problem (RFC 9457) that
 * says what to change, an {@code ApiException}. Each call passes the {@code Gate} first, which knows sessions, counts
 * calls and checks the CSRF token. Calls that wait for a device do so in {@code DeviceCalls}, so that a dead one keeps
 * few threads; a history goes out by {@code CsvDownload}, which keeps none.
 *
 * <p>Thread: any of the web port's, bms-proxy-web-N.
 */
package io.bms.admin;
