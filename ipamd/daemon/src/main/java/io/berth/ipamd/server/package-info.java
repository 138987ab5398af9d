/// The daemon's Unix socket: connections, framing and descriptors, on the one thread `io`.
@NullMarked
package io.berth.ipamd.server;

import org.jspecify.annotations.NullMarked;
