/** Keeps the samples of all points for years in a small file, and tells them again. */
package io.bms.timeseries;
