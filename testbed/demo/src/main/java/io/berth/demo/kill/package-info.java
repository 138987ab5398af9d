/// Kills the daemon in the middle of concurrent requests and checks, from the callers' own log and
/// the kernel alone, that no answer was a lie.
@NullMarked
package io.berth.demo.kill;

import org.jspecify.annotations.NullMarked;
