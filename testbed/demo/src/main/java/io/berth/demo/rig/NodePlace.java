package io.berth.demo.rig;

import java.net.URI;
import java.nio.file.Path;

/// Where the emulator put a node.
///
/// @param instance its instance id
/// @param namespace the file of its network namespace
/// @param primary the address of its primary ENI
/// @param router the subnet's router, which answers ping
/// @param ec2 the EC2 API as seen from inside the node
/// @param metadata the metadata service as seen from inside the node
public record NodePlace(
    String instance, Path namespace, String primary, String router, URI ec2, URI metadata) {}
