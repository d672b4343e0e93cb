// SPDX-License-Identifier: GPL-3.0-only
/**
 * The gateway's own CA, and the certificate by which it is known to browsers and programs, in the folder {@code
 * certificate} of the data folder.
 *
 * <p>Start at {@link io.bms.certificate.OwnCertificate}: both are made at the first start, and the certificate anew
 * when it has a third of its life left or the gateway has another name or address ({@link
 * io.bms.certificate.MachineNames}). Who shows it reads the file; nobody else depends on this bundle but for looking at
 * it. One thread, which blocks for the disk: {@code bms-certificate-renewal}.
 */
package io.bms.certificate;
