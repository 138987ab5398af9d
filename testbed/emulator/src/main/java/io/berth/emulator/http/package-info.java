/// Small HTTP listeners on Netty: a request in, one response out, in order on each connection.
@NullMarked
package io.berth.emulator.http;

import org.jspecify.annotations.NullMarked;
