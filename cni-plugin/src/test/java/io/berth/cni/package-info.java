/// Tests of the executable: its decisions on a host in memory, and both of its forms as processes.
@NullMarked
package io.berth.cni;

import org.jspecify.annotations.NullMarked;
