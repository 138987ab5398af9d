/// The frame that the CNI executable and the daemon exchange over the Unix socket.
@NullMarked
package io.berth.wire;

import org.jspecify.annotations.NullMarked;
