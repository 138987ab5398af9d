/// Java client of the daemon's Unix socket, with deadlines.
@NullMarked
package io.berth.client;

import org.jspecify.annotations.NullMarked;
