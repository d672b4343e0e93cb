/** TLS by PEM files. Copied, as a private package, into each bundle that speaks it. */
package io.bms.tls;
