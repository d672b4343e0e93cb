/** Many samples of one point in few bytes, and back, bit for bit. Pure: no disk, no clock. */
package io.bms.timeseries.block;
