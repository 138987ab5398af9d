package io.berth.emulator.vpc;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;

/// The refusals of the model. Codes: EC2 API reference, "Error codes"; wordings as agents on real
/// instances logged them, where such a log is known.
final class ApiErrors {

  private ApiErrors() {}

  static Outcome.Failure interfaceNotFound(EniId eni) {
    return refuse(
        "InvalidNetworkInterfaceID.NotFound",
        "The networkInterface ID '" + eni + "' does not exist");
  }

  static Outcome.Failure instanceNotFound(InstanceId instance) {
    return refuse(
        "InvalidInstanceID.NotFound", "The instance ID '" + instance + "' does not exist");
  }

  static Outcome.Failure subnetNotFound(SubnetId subnet) {
    return refuse("InvalidSubnetID.NotFound", "The subnet ID '" + subnet + "' does not exist");
  }

  static Outcome.Failure vpcNotFound(VpcId vpc) {
    return refuse("InvalidVpcID.NotFound", "The vpc ID '" + vpc + "' does not exist");
  }

  static Outcome.Failure subnetFull(ShortageForm form) {
    return form == ShortageForm.PARAMETER_VALUE
        ? shortage()
        : refuse(
            "InsufficientFreeAddressesInSubnet",
            "The specified subnet does not have enough free addresses to satisfy the request.");
  }

  static Outcome.Failure noPrefixFree(ShortageForm form) {
    return form == ShortageForm.PARAMETER_VALUE
        ? shortage()
        : refuse(
            "InsufficientCidrBlocks",
            "The specified subnet does not have enough free cidr blocks to satisfy the request.");
  }

  private static Outcome.Failure shortage() {
    return invalid("There aren't sufficient free Ipv4 addresses or prefixes");
  }

  static ApiError throttled() {
    return new ApiError("RequestLimitExceeded", 503, "Request limit exceeded.");
  }

  static ApiError unauthorized(Action action) {
    return new ApiError(
        "UnauthorizedOperation",
        403,
        "You are not authorized to perform this operation. No identity-based policy allows the"
            + " ec2:"
            + action.wireName()
            + " action.");
  }

  static Outcome.Failure slotsExceeded() {
    return refuse(
        "PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit.");
  }

  static Outcome.Failure addressInUse(IpAddress address) {
    return refuse(
        "InvalidIPAddress.InUse", "The specified address " + address + " is already in use");
  }

  static Outcome.Failure addressOutside(IpAddress address) {
    return invalid("Address " + address + " does not fall within the subnet's address range");
  }

  static Outcome.Failure addressReserved(IpAddress address) {
    return invalid("Address " + address + " is in subnet's reserved address range");
  }

  static Outcome.Failure invalid(String message) {
    return refuse("InvalidParameterValue", message);
  }

  static Outcome.Failure combination(String message) {
    return refuse("InvalidParameterCombination", message);
  }

  static Outcome.Failure refuse(String code, String message) {
    return new Outcome.Failure(ApiError.of(code, message));
  }
}
