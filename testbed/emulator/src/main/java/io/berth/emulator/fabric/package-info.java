/// The network of the emulated VPC: namespaces, links and routes on the real kernel.
@NullMarked
package io.berth.emulator.fabric;

import org.jspecify.annotations.NullMarked;
