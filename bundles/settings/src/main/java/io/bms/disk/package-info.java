// SPDX-License-Identifier: GPL-3.0-only
/**
 * Files that have to be right after a loss of power: what is to be on the disk before what. Copied, as a private
 * package, into what needs a class of it. Thread: any.
 */
package io.bms.disk;
