/** Turns a site into timed reads; the only caller of drivers, for reads, writes and discovery alike. */
package io.bms.monitoring;
