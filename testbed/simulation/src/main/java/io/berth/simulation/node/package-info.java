/// A node: what answers ADD and DEL, and the kubelet that asks.
@NullMarked
package io.berth.simulation.node;

import org.jspecify.annotations.NullMarked;
