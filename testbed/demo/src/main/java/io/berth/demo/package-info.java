/// The whole path on one machine, driven as a container runtime would: `./demo`, and the kill test.
///
/// [io.berth.demo.Main] reads the options, [io.berth.demo.Demo] runs the steps one after another.
/// Programs, namespaces and what they answer are in `io.berth.demo.rig`.
@NullMarked
package io.berth.demo;

import org.jspecify.annotations.NullMarked;
