package io.berth.demo;

import io.berth.demo.rig.Node;
import io.berth.demo.rig.Pod;

/// A pod with an address.
///
/// @param pod its sandbox
/// @param node where it is
/// @param address its own
/// @param result what ADD answered; DEL and CHECK get it back
record PlacedPod(Pod pod, Node node, String address, String result) {}
