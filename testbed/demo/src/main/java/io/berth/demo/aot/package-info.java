/// Trains the daemon's AOT cache: which classes it loads and links on a node.
@NullMarked
package io.berth.demo.aot;

import org.jspecify.annotations.NullMarked;
