package io.berth.emulator.ec2;

/// Refuses ids that do not have their kind's form.
final class Ids {

  private Ids() {}

  static String eni(String text) {
    return RequestValues.id(text, "eni", "InvalidNetworkInterfaceID");
  }

  static String attachment(String text) {
    return RequestValues.id(text, "eni-attach", "InvalidAttachmentID");
  }

  static String instance(String text) {
    return RequestValues.id(text, "i", "InvalidInstanceID");
  }

  static String subnet(String text) {
    return RequestValues.id(text, "subnet", "InvalidSubnetID");
  }

  static String vpc(String text) {
    return RequestValues.id(text, "vpc", "InvalidVpcID");
  }

  static String group(String text) {
    return RequestValues.id(text, "sg", "InvalidGroupId");
  }
}
