/// Drives the VPC model in real time: one event loop owns it, network changes go to a carrier in
/// order, and answers wait for their time.
@NullMarked
package io.berth.emulator.live;

import org.jspecify.annotations.NullMarked;
