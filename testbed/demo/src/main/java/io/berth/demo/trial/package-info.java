/// Trials of one node under load: the daemon is killed, cut off from AWS, or left without disk
/// space, and what callers were told is compared with the kernel and the leases.
@NullMarked
package io.berth.demo.trial;

import org.jspecify.annotations.NullMarked;
