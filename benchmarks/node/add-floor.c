/*
 * The floor of an ADD: the netlink work of one pod, done by a small native program and nothing else.
 *
 *   add-floor NETNS HOST_LINK ADDRESS TABLE
 *
 * Two batches, as the daemon's kernel adapter makes them: on a socket of this namespace a veth pair whose
 * far end is born in the pod's namespace, the pod's route and its rules; on a socket opened inside the
 * pod's namespace its links, address, routes and neighbour. Every request is acknowledged.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MTU 9001
/* IPV4_DEVCONF_RP_FILTER of linux/ip.h, as an attribute of IFLA_INET_CONF. */
#define RP_FILTER 8

static char buffer[16384];
static size_t used;
static unsigned sequence;

static void fail(const char *what) {
    fprintf(stderr, "add-floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static struct nlmsghdr *begin(int type, int flags, const void *body, size_t size) {
    struct nlmsghdr *header = (struct nlmsghdr *)(buffer + used);
    memset(header, 0, NLMSG_LENGTH(size));
    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    header->nlmsg_seq = ++sequence;
    header->nlmsg_len = NLMSG_LENGTH(size);
    memcpy(NLMSG_DATA(header), body, size);
    return header;
}

static struct rtattr *put(struct nlmsghdr *header, int type, const void *data, size_t size) {
    struct rtattr *attribute = (struct rtattr *)((char *)header + NLMSG_ALIGN(header->nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(size);
    if (size > 0) {
        memcpy(RTA_DATA(attribute), data, size);
    }
    header->nlmsg_len = NLMSG_ALIGN(header->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
    return attribute;
}

static struct rtattr *nest(struct nlmsghdr *header, int type) { return put(header, type, NULL, 0); }

static void unnest(struct nlmsghdr *header, struct rtattr *attribute) {
    attribute->rta_len = (char *)header + header->nlmsg_len - (char *)attribute;
}

static void end(struct nlmsghdr *header) { used += NLMSG_ALIGN(header->nlmsg_len); }

static int open_socket(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (descriptor < 0) {
        fail("netlink socket");
    }
    return descriptor;
}

/* Sends the batch in one message and waits for as many acknowledgements as it has requests. */
static void send_batch(int descriptor, unsigned requests) {
    if (send(descriptor, buffer, used, 0) < 0) {
        fail("send");
    }
    used = 0;
    char answer[16384];
    while (requests > 0) {
        ssize_t size = recv(descriptor, answer, sizeof answer, 0);
        if (size < 0) {
            fail("receive");
        }
        for (struct nlmsghdr *each = (struct nlmsghdr *)answer; NLMSG_OK(each, size); each = NLMSG_NEXT(each, size)) {
            if (each->nlmsg_type == NLMSG_ERROR) {
                int code = ((struct nlmsgerr *)NLMSG_DATA(each))->error;
                if (code != 0) {
                    errno = -code;
                    fprintf(stderr, "add-floor: request %u: ", each->nlmsg_seq);
                    fail("refused");
                }
                requests--;
            }
        }
    }
}

static void route(struct nlmsghdr **header, int scope, int table) {
    struct rtmsg body = {.rtm_family = AF_INET, .rtm_table = table, .rtm_protocol = 217, .rtm_scope = scope, .rtm_type = RTN_UNICAST};
    *header = begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof body);
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: add-floor NETNS HOST_LINK ADDRESS TABLE\n");
        return 2;
    }
    const char *host = arguments[2];
    struct in_addr address;
    if (inet_pton(AF_INET, arguments[3], &address) != 1) {
        fprintf(stderr, "add-floor: '%s' is not an IPv4 address\n", arguments[3]);
        return 2;
    }
    unsigned table = (unsigned)atoi(arguments[4]);
    int here = open_socket();
    int netns = open(arguments[1], O_RDONLY | O_CLOEXEC);
    if (netns < 0) {
        fail(arguments[1]);
    }
    if (setns(netns, CLONE_NEWNET) < 0) {
        fail("setns");
    }
    int inside = open_socket();

    unsigned char host_mac[6] = {0x02, 0xf1, 0, 0, 0, 1};
    unsigned char pod_mac[6] = {0x02, 0xf2, 0, 0, 0, 1};
    pid_t pid = getpid();
    memcpy(host_mac + 2, &pid, 3);
    memcpy(pod_mac + 2, &pid, 3);
    unsigned mtu = MTU;
    /* The daemon chooses the index too: it knows then what the routes of the same batch point to. */
    int index = 1000000 + (pid & 0xfffff);
    int pod_index = 2;

    struct ifinfomsg link = {.ifi_family = AF_UNSPEC, .ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    struct nlmsghdr *message = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof link);
    put(message, IFLA_IFNAME, host, strlen(host) + 1);
    unsigned group = 100;
    put(message, IFLA_GROUP, &group, sizeof group);
    put(message, IFLA_MTU, &mtu, sizeof mtu);
    put(message, IFLA_ADDRESS, host_mac, 6);
    struct rtattr *info = nest(message, IFLA_LINKINFO);
    put(message, IFLA_INFO_KIND, "veth", 5);
    struct rtattr *data = nest(message, IFLA_INFO_DATA);
    struct ifinfomsg peer = {.ifi_family = AF_UNSPEC, .ifi_index = pod_index};
    struct rtattr *far = put(message, VETH_INFO_PEER, &peer, sizeof peer);
    put(message, IFLA_IFNAME, "eth0", 5);
    put(message, IFLA_MTU, &mtu, sizeof mtu);
    put(message, IFLA_ADDRESS, pod_mac, 6);
    put(message, IFLA_NET_NS_FD, &netns, sizeof netns);
    unnest(message, far);
    unnest(message, data);
    unnest(message, info);
    end(message);

    /* The kernel ignores an alias at creation. The strict source check is a setting of the link's. */
    struct ifinfomsg change = {.ifi_family = AF_UNSPEC, .ifi_index = index};
    message = begin(RTM_NEWLINK, 0, &change, sizeof change);
    put(message, IFLA_IFALIAS, "berth:podnet/floor/eth0", strlen("berth:podnet/floor/eth0") + 1);
    struct rtattr *families = nest(message, IFLA_AF_SPEC);
    struct rtattr *family = nest(message, AF_INET);
    struct rtattr *settings = nest(message, IFLA_INET_CONF);
    unsigned strict = 1;
    put(message, RP_FILTER, &strict, sizeof strict);
    unnest(message, settings);
    unnest(message, family);
    unnest(message, families);
    end(message);

    route(&message, RT_SCOPE_LINK, RT_TABLE_MAIN);
    ((struct rtmsg *)NLMSG_DATA(message))->rtm_dst_len = 32;
    put(message, RTA_DST, &address, 4);
    put(message, RTA_OIF, &index, sizeof index);
    end(message);

    unsigned requests = 4;
    struct fib_rule_hdr rule = {.family = AF_INET, .dst_len = 32, .table = RT_TABLE_MAIN, .action = FR_ACT_TO_TBL};
    unsigned priority = 512;
    unsigned main_table = RT_TABLE_MAIN;
    message = begin(RTM_NEWRULE, NLM_F_CREATE, &rule, sizeof rule);
    put(message, FRA_DST, &address, 4);
    put(message, FRA_PRIORITY, &priority, sizeof priority);
    put(message, FRA_TABLE, &main_table, sizeof main_table);
    end(message);
    if (table != RT_TABLE_MAIN) {
        struct fib_rule_hdr from = {.family = AF_INET, .src_len = 32, .table = RT_TABLE_UNSPEC, .action = FR_ACT_TO_TBL};
        priority = 1536;
        message = begin(RTM_NEWRULE, NLM_F_CREATE, &from, sizeof from);
        put(message, FRA_SRC, &address, 4);
        put(message, FRA_PRIORITY, &priority, sizeof priority);
        put(message, FRA_TABLE, &table, sizeof table);
        end(message);
        requests++;
    }
    send_batch(here, requests);

    struct ifinfomsg up = {.ifi_family = AF_UNSPEC, .ifi_index = pod_index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    end(begin(RTM_NEWLINK, 0, &up, sizeof up));
    up.ifi_index = 1;
    end(begin(RTM_NEWLINK, 0, &up, sizeof up));
    struct ifaddrmsg own = {.ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = pod_index};
    message = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &own, sizeof own);
    put(message, IFA_LOCAL, &address, 4);
    put(message, IFA_ADDRESS, &address, 4);
    end(message);
    struct in_addr gateway;
    inet_pton(AF_INET, "169.254.1.1", &gateway);
    route(&message, RT_SCOPE_LINK, RT_TABLE_MAIN);
    ((struct rtmsg *)NLMSG_DATA(message))->rtm_dst_len = 32;
    put(message, RTA_DST, &gateway, 4);
    put(message, RTA_OIF, &pod_index, sizeof pod_index);
    end(message);
    route(&message, RT_SCOPE_UNIVERSE, RT_TABLE_MAIN);
    put(message, RTA_GATEWAY, &gateway, 4);
    put(message, RTA_OIF, &pod_index, sizeof pod_index);
    end(message);
    struct ndmsg neighbour = {.ndm_family = AF_INET, .ndm_ifindex = pod_index, .ndm_state = NUD_PERMANENT};
    message = begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &neighbour, sizeof neighbour);
    put(message, NDA_DST, &gateway, 4);
    put(message, NDA_LLADDR, host_mac, 6);
    end(message);
    send_batch(inside, 6);
    return 0;
}
