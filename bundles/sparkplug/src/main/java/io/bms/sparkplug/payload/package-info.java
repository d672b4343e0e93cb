// SPDX-License-Identifier: GPL-3.0-only
/**
 * The payload of Sparkplug B (Sparkplug 3.0, 6.4) in the wire format of Protocol Buffers: as much of it as a gateway of
 * points says and takes. Data sets, templates, files and metadata are read over. Written by hand, since the
 * implementation there is, Eclipse Tahu, stands under EPL-2.0, which GPL-3.0 cannot be combined with.
 */
package io.bms.sparkplug.payload;
