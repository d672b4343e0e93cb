// SPDX-License-Identifier: GPL-3.0-only
/**
 * Finds devices, and asks each what it has. Start at {@link io.bms.bacnet.discovery.Discovery}: it begins a {@code
 * DiscoveryRun}, which has a {@code Finder} find devices (by broadcast or by address) and a {@code DeviceSurvey} survey
 * each. A survey reads the device object, then the object list ({@code ObjectListing}), then each object
 * ({@code ObjectSurvey}); {@code Surveys} keeps what a search left unfinished, {@code SurveyFiles} over a restart.
 * {@code DatabaseRevisions} notices that a device has changed since, and {@code Doctor} why nothing is found.
 *
 * <p>Thread: bms-bacnet-worker.
 */
package io.bms.bacnet.discovery;
