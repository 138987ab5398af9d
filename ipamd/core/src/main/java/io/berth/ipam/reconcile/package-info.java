/// The control loop: one agent with `step(now)`; a mailbox in, actions out.
@NullMarked
package io.berth.ipam.reconcile;

import org.jspecify.annotations.NullMarked;
