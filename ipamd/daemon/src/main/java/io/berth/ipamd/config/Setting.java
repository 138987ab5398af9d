package io.berth.ipamd.config;

/// Every environment variable that has an effect: its default, what it may be and what it means.
/// Documentation and `ipamd --help` are made from this list.
///
/// Names without `BERTH_` are those of the Amazon VPC CNI plugin or of the AWS SDKs and mean the
/// same; an empty value counts as unset.
public enum Setting {
  WARM_ENI_TARGET(
      "1",
      "0 to 100",
      "How many ENIs' worth of free addresses to keep; without effect when WARM_IP_TARGET or"
          + " MINIMUM_IP_TARGET is set."),
  WARM_IP_TARGET("", "0 to 10000", "How many free addresses to keep; 0 means not set."),
  MINIMUM_IP_TARGET(
      "", "0 to 10000", "How many addresses to have at least, free or in use; 0 means not set."),
  WARM_PREFIX_TARGET(
      "",
      "0 to 1000",
      "How many prefixes' worth of free addresses to keep where addresses come in prefixes; without"
          + " effect when WARM_IP_TARGET or MINIMUM_IP_TARGET is set; 0 means not set."),
  ENABLE_PREFIX_DELEGATION(
      "false",
      "true or false",
      "Whether addresses come in prefixes of sixteen (/28) where the instance type takes them."),
  DISABLE_NETWORK_RESOURCE_PROVISIONING(
      "false",
      "true or false",
      "Whether to change nothing at EC2: what is attached is served, and nothing is added, given"
          + " back or repaired."),
  ENABLE_IMDS_ONLY_MODE(
      "false",
      "true or false",
      "Whether to do without EC2: ENIs and addresses are read from the metadata service, which"
          + " knows no tags, and nothing is changed."),
  MAX_ENI(
      "",
      "1 to 1000, or -1 for no cap",
      "At most so many ENIs, where the instance type allows more."),
  BERTH_MAX_PODS("", "1 to 10000", "At most so many addresses: as many as pods may run here."),
  IP_COOLDOWN_PERIOD(
      "30", "0 to 3600", "Seconds for which a released address is not handed out again."),
  AWS_VPC_ENI_MTU("9001", "576 to 9001", "MTU of ENIs in bytes."),
  POD_MTU("", "576 to 9001", "MTU of pods' links in bytes; that of the ENIs when not set."),
  AWS_VPC_K8S_CNI_VETHPREFIX(
      "eni",
      "1 to 4 letters, digits, '-' or '_'; not eth, lo or vlan",
      "Begin of the names of pods' links on the node."),
  BERTH_POLICY_ROUTING(
      "constant",
      "constant or per-pod",
      "Whether the number of ip rules is the same for any number of pods, or every pod has two, as"
          + " with the incumbent; pods that are there change over at the next start."),
  BERTH_MARK_MASK(
      "0x7f",
      "a number with at least 5 bits, all side by side, none of AWS_VPC_K8S_CNI_CONNMARK",
      "The bits of a packet's mark that name its ENI while it is routed, in the layout with a"
          + " constant number of rules; nobody else on the node may use them."),
  AWS_VPC_K8S_CNI_EXTERNALSNAT(
      "false",
      "true or false",
      "Whether something outside the node gives packets that leave the VPC their source, so that"
          + " they keep the pod's."),
  AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS(
      "",
      "at most 64 IPv4 blocks, separated by commas",
      "Blocks outside the VPC to which packets keep the pod's source."),
  AWS_VPC_K8S_CNI_RANDOMIZESNAT(
      "prng",
      "prng, hashrandom or none",
      "How connections that get the node's address get their port: any, by a hash, or their own"
          + " where it is free."),
  AWS_VPC_CNI_NODE_PORT_SUPPORT(
      "true",
      "true or false",
      "Whether answers to what came in by the primary ENI leave by it, as NodePorts need."),
  AWS_VPC_K8S_CNI_CONNMARK(
      "0x80",
      "1 to 0xffffffff",
      "The bits of connections' and packets' marks that say that they leave by the primary ENI."),
  AWS_EXTERNAL_SERVICE_CIDRS(
      "",
      "at most 64 IPv4 blocks, separated by commas",
      "Blocks to which all pods send by the primary ENI."),
  ADDITIONAL_ENI_TAGS(
      "{}",
      "a JSON object of at most 40 strings; keys of 1 to 128 characters that do not begin with"
          + " 'aws:', values of at most 256",
      "Further tags for ENIs that are created; those with k8s.amazonaws.com in the key have no"
          + " effect."),
  CLUSTER_NAME(
      "",
      "at most 256 characters",
      "The cluster's name: written as a tag on ENIs, compared with the tags of subnets, and needed"
          + " to clean up after nodes that are gone."),
  ENABLE_SUBNET_DISCOVERY(
      "true",
      "true or false",
      "Whether ENIs may lie in other subnets of the zone, as their tag kubernetes.io/role/cni"
          + " says."),
  DISABLE_LEAKED_ENI_CLEANUP(
      "false",
      "true or false",
      "Whether to leave ENIs that were created for pods and are attached to nothing."),
  MANAGE_UNTAGGED_ENI(
      "true",
      "true or false",
      "Whether to use attached ENIs that do not carry this instance's tag."),
  HTTP_TIMEOUT("10", "1 to 300", "Seconds within which EC2 must answer one request."),
  AWS_VPC_K8S_CNI_LOGLEVEL(
      "info", "debug, info, warn or error", "The least important messages that are logged."),
  DISABLE_METRICS("false", "true or false", "Whether to do without the metrics endpoint."),
  BERTH_METRICS_ADDRESS(
      "0.0.0.0:61678",
      "IP address and port, as in 127.0.0.1:61678 or [::1]:61678",
      "Where metrics and health are served over HTTP."),
  BERTH_SOCKET(
      "/run/berth/ipamd.sock",
      "an absolute path of at most 107 bytes",
      "The Unix socket on which the CNI executable is answered."),
  BERTH_SPOOL(
      "/run/berth/spool",
      "an absolute path",
      "The folder in which the CNI executable leaves deletions when no daemon answers."),
  BERTH_JOURNAL(
      "/run/berth/journal", "an absolute path", "The file that remembers leases across restarts."),
  AWS_VPC_K8S_CNI_BACKING_STORE(
      "/var/run/aws-node/ipam.json",
      "an absolute path",
      "The file of amazon-vpc-cni-k8s from which its running pods are taken over; it is only read."),
  BERTH_ADD_TIMEOUT_MILLIS(
      "90000",
      "100 to 110000",
      "How long an ADD may wait for an address, in milliseconds; the kubelet gives up after two"
          + " minutes."),
  BERTH_FLEET_SIZE(
      "",
      "0 to 100000",
      "How many nodes call EC2 for the same account and region, so that together they stay within"
          + " its rate; 0 means not known."),
  BERTH_EC2_LAG_SECONDS(
      "30",
      "0 to 600",
      "How long after a change EC2's descriptions may not show it, in seconds; until then they"
          + " contradict nothing."),
  AWS_EC2_METADATA_SERVICE_ENDPOINT(
      "http://169.254.169.254", "an http or https URL", "Where the metadata service is."),
  AWS_ENDPOINT_URL_EC2("", "an http or https URL", "Where EC2 is; the region's own when not set."),
  AWS_EC2_ENDPOINT(
      "", "an http or https URL", "The same under the incumbent's name; the other one wins."),
  AWS_ACCESS_KEY_ID(
      "",
      "not empty, together with AWS_SECRET_ACCESS_KEY",
      "Static credentials instead of the" + " instance's role."),
  AWS_SECRET_ACCESS_KEY(
      "", "not empty, together with AWS_ACCESS_KEY_ID", "The secret of these credentials."),
  AWS_SESSION_TOKEN("", "any text", "The session token of these credentials.");

  private final String defaultText;
  private final String legal;
  private final String meaning;

  Setting(String defaultText, String legal, String meaning) {
    this.defaultText = defaultText;
    this.legal = legal;
    this.meaning = meaning;
  }

  /// The variable's name.
  public String key() {
    return name();
  }

  /// What holds when the variable is not set; empty for "nothing".
  public String defaultText() {
    return defaultText;
  }

  /// What it may be, as a phrase that follows "must be".
  public String legal() {
    return legal;
  }

  /// What it does, in one sentence.
  public String meaning() {
    return meaning;
  }

  /// Whether the value must not be shown.
  public boolean isSecret() {
    return this == AWS_SECRET_ACCESS_KEY || this == AWS_SESSION_TOKEN;
  }
}
