/** SQLite opened safely. Embedded privately in each bundle that stores something; no bundle of its own. */
package io.bms.sqlite;
