package io.berth.ipam.lease;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.port.Sandbox;

/// A validated ADD.
///
/// @param key the attachment
/// @param pod the pod's name, or [PodName#NONE]
/// @param sandbox the pod's namespace
/// @param hostLinkPrefix begin of the host link's name, from the configuration
/// @param mtu of the pod's link in bytes
public record AddRequest(
    LeaseKey key, PodName pod, Sandbox sandbox, String hostLinkPrefix, int mtu) {}
