/// The CNI executable: reads environment and stdin, sends one frame, prints one reply, exits.
@NullMarked
package io.berth.cni;

import org.jspecify.annotations.NullMarked;
