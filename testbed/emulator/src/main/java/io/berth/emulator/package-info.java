/// A VPC on one machine: the [io.berth.emulator.Emulator] object for tests, and the
/// `berth-emulator` program.
///
/// The parts, each in a package: `vpc` is the pure model, `live` drives it in real time, `http` is
/// the listener that `ec2`, `imds` and `control` share, `fabric` carries packets.
@NullMarked
package io.berth.emulator;

import org.jspecify.annotations.NullMarked;
