/// What the core needs from outside: Cloud, Kernel, Journal, Clock. Requests and outcomes are
/// values; an outcome is handed to the consumer that came with the request, on any thread, once.
@NullMarked
package io.berth.ipam.port;

import org.jspecify.annotations.NullMarked;
