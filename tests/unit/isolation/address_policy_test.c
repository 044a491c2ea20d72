#include "isolation/address_policy.h"

#include <string.h>

#include "tests/support/test.h"

/* A multi-homed machine: a default route, a second network, a tunnel, each with what servers see of it. */
static const struct
{
  const char *text;
  CordonInterfaceFacts facts;
} gathered[] = {
  { "candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host", { .is_default_route = TRUE } },
  { "candidate:2 1 udp 2130706431 10.9.9.9 50001 typ host", { 0 } },
  { "candidate:3 1 udp 2130706431 203.0.113.80 50002 typ host", { 0 } },
  { "candidate:4 1 udp 2130706431 2001:db8::5 50003 typ host", { .is_default_route = TRUE } },
  { "candidate:5 1 udp 1694498815 198.51.100.7 40000 typ srflx raddr 192.168.1.5 rport 50000",
    { .is_default_route = TRUE } },
  { "candidate:6 1 udp 1694498815 198.51.100.9 40001 typ srflx raddr 10.9.9.9 rport 50001", { 0 } },
  { "candidate:7 1 udp 16777215 192.0.2.99 30000 typ relay raddr 198.51.100.7 rport 40000",
    { .is_default_route = TRUE } },
  { "candidate:8 1 udp 2130706431 10.8.0.2 50004 typ host", { .is_tunnel = TRUE, .is_default_route = TRUE } },
  { "candidate:9 1 tcp 16777215 192.0.2.50 30001 typ relay raddr 10.0.0.1 rport 5",
    { .through_proxy = TRUE } },
};

/* Returns: (transfer full): the numbers of the candidates that exist. */
static char *
survivors (const CordonAddressPolicy *policy, CordonMdnsNames *names, GString *all)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (gathered); i++)
    {
      g_auto (CordonCandidate) candidate = { 0 };
      g_auto (CordonCandidate) shown = { 0 };
      g_autofree char *text = NULL;

      assert_true (cordon_candidate_parse (gathered[i].text, -1, &candidate, NULL));
      if (!cordon_address_policy_expose (policy, &candidate, &gathered[i].facts, names, &shown))
        continue;
      text = cordon_candidate_to_string (&shown);
      g_string_append_printf (list, "%s", shown.foundation);
      if (all)
        g_string_append_printf (all, "%s\n", text);
    }
  return g_string_free (list, FALSE);
}

static void
each_mode_gives_its_own_set_of_candidates (void **state)
{
  static const struct
  {
    CordonAddressMode mode;
    guint number;
    const char *survivors;
  } modes[] = {
    { CORDON_ADDRESSES_ALL, 1, "123456789" },
    { CORDON_ADDRESSES_DEFAULT_ROUTE, 2, "14578" },
    { CORDON_ADDRESSES_DEFAULT_PUBLIC, 3, "457" },
    { CORDON_ADDRESSES_PROXY, 4, "9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      const CordonAddressPolicy policy = { .mode = modes[i].mode };
      g_autofree char *list = survivors (&policy, NULL, NULL);

      assert_int_equal (cordon_address_mode_get_number (modes[i].mode), modes[i].number);
      assert_string_equal (list, modes[i].survivors);
    }
}

static void
only_consent_gives_all_interfaces (void **state)
{
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autoptr (CordonCallee) eve = cordon_callee_new_identity ("eve@idp.example", -1, NULL);
  const struct
  {
    CordonAddressFacts facts;
    CordonAddressMode mode;
  } cases[] = {
    { { 0 }, CORDON_ADDRESSES_PROXY },
    { { .ceiling = CORDON_ADDRESSES_ALL }, CORDON_ADDRESSES_DEFAULT_ROUTE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .device_live = TRUE }, CORDON_ADDRESSES_ALL },
    { { .ceiling = CORDON_ADDRESSES_DEFAULT_ROUTE, .device_live = TRUE }, CORDON_ADDRESSES_DEFAULT_ROUTE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .device_live = TRUE, .is_private = TRUE },
      CORDON_ADDRESSES_DEFAULT_PUBLIC },
    { { .ceiling = CORDON_ADDRESSES_ALL, .granted_callee = bob, .target = bob }, CORDON_ADDRESSES_ALL },
    { { .ceiling = CORDON_ADDRESSES_ALL, .granted_callee = bob, .target = eve },
      CORDON_ADDRESSES_DEFAULT_ROUTE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .granted_callee = bob }, CORDON_ADDRESSES_DEFAULT_ROUTE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .target = bob }, CORDON_ADDRESSES_DEFAULT_ROUTE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (cordon_address_mode_decide (&cases[i].facts), cases[i].mode);
}

static void
a_revoked_grant_shows_at_the_next_gathering (void **state)
{
  CordonAddressFacts facts = { .ceiling = CORDON_ADDRESSES_ALL, .device_live = TRUE };
  CordonAddressPolicy policy = { .mode = cordon_address_mode_decide (&facts) };
  g_autofree char *before = survivors (&policy, NULL, NULL);
  g_autofree char *after = NULL;

  facts.device_live = FALSE;
  policy.mode = cordon_address_mode_decide (&facts);
  after = survivors (&policy, NULL, NULL);
  assert_string_equal (before, "123456789");
  assert_string_equal (after, "14578");
}

static void
limits_of_the_profile_become_the_policy_of_a_gathering (void **state)
{
  static const struct
  {
    CordonNetworkLimits limits;
    CordonAddressMode mode;
    gboolean hide;
  } cases[] = {
    { { 0 }, CORDON_ADDRESSES_PROXY, TRUE },
    { { .device_live = TRUE, .callee_live = TRUE }, CORDON_ADDRESSES_PROXY, TRUE },
    { { .ceiling = CORDON_ADDRESSES_ALL }, CORDON_ADDRESSES_DEFAULT_ROUTE, TRUE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .device_live = TRUE }, CORDON_ADDRESSES_ALL, FALSE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .callee_live = TRUE }, CORDON_ADDRESSES_ALL, FALSE },
    { { .ceiling = CORDON_ADDRESSES_DEFAULT_PUBLIC, .device_live = TRUE },
      CORDON_ADDRESSES_DEFAULT_PUBLIC,
      TRUE },
    { { .ceiling = CORDON_ADDRESSES_ALL, .device_live = TRUE, .is_private = TRUE },
      CORDON_ADDRESSES_DEFAULT_PUBLIC,
      TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CordonAddressPolicy policy = { .relay_only = i % 2 == 1, .tunnels_only = i % 2 == 0 };

      cordon_address_policy_set_limits (&policy, &cases[i].limits);
      assert_int_equal (policy.mode, cases[i].mode);
      assert_int_equal (policy.hide_private, cases[i].hide);
      assert_int_equal (policy.relay_only, i % 2 == 1);
      assert_int_equal (policy.tunnels_only, i % 2 == 0);
    }
}

static void
relay_only_shows_no_address_of_the_user (void **state)
{
  CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL, .relay_only = TRUE };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *list = survivors (&policy, NULL, text);
  g_autofree char *wide = NULL;

  assert_string_equal (list, "79");
  assert_null (strstr (text->str, "198.51.100"));
  assert_null (strstr (text->str, "10."));
  assert_non_null (strstr (text->str, "raddr 0.0.0.0 rport 9"));
  /* Widening takes effect at the next gathering. */
  policy.relay_only = FALSE;
  wide = survivors (&policy, NULL, NULL);
  assert_string_equal (wide, "123456789");
}

static void
the_anonymous_preset_is_relays_without_private_addresses (void **state)
{
  CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL };
  g_autofree char *list = NULL;

  cordon_address_policy_set_anonymous (&policy);
  list = survivors (&policy, NULL, NULL);
  assert_string_equal (list, "7");
}

static void
tunnels_only_drops_everything_else (void **state)
{
  const CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL, .tunnels_only = TRUE };
  g_autofree char *list = survivors (&policy, NULL, NULL);

  assert_string_equal (list, "8");
}

static void
private_addresses_are_replaced_by_names_everywhere (void **state)
{
  const CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL, .hide_private = TRUE };
  g_autoptr (CordonMdnsNames) names = cordon_mdns_names_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *list = survivors (&policy, names, text);
  static const char *const hidden[] = { "192.168.", "10.9.", "10.8.", "10.0." };

  assert_string_equal (list, "123456789");
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    assert_null (strstr (text->str, hidden[i]));
  assert_non_null (strstr (text->str, "198.51.100.7 40000 typ srflx raddr 0.0.0.0 rport 9"));
  assert_non_null (strstr (text->str, "203.0.113.80"));
  assert_non_null (strstr (text->str, ".local 50000 typ host"));
  /* Without names to give, the candidate does not exist. */
  {
    g_autofree char *nameless = survivors (&policy, NULL, NULL);

    assert_string_equal (nameless, "345679");
  }
}

/* A server in the user's own network, which the page may have chosen, reports the address that was to be hidden. */
static void
no_candidate_of_this_side_tells_a_private_address (void **state)
{
  static const char *const addresses[] = { "192.168.1.5", "10.0.0.7", "fd00::5", "64:ff9b::c0a8:105" };
  static const char *const types[] = { "host", "srflx", "prflx", "relay" };
  const CordonInterfaceFacts facts = { .is_default_route = TRUE, .through_proxy = TRUE };

  for (CordonAddressMode mode = CORDON_ADDRESSES_PROXY; mode < CORDON_N_ADDRESS_MODES; mode++)
    for (int hide = 0; hide < 2; hide++)
      for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
        for (gsize type = 0; type < G_N_ELEMENTS (types); type++)
          {
            const CordonAddressPolicy policy = { .mode = mode, .hide_private = hide };
            const gboolean relay = type == 3;
            const gboolean dropped = mode <= CORDON_ADDRESSES_DEFAULT_PUBLIC || hide;
            g_autofree char *text = g_strdup_printf ("candidate:1 1 udp 1 %s 5 typ %s", addresses[i],
                                                     types[type]);
            g_autoptr (CordonMdnsNames) names = cordon_mdns_names_new (NULL);
            g_auto (CordonCandidate) candidate = { 0 };
            g_auto (CordonCandidate) shown = { 0 };
            gboolean exists;

            assert_true (cordon_candidate_parse (text, -1, &candidate, NULL));
            exists = cordon_address_policy_expose (&policy, &candidate, &facts, names, &shown);
            if (exists && dropped && !relay)
              assert_false (cordon_address_is_private (shown.address));
            assert_int_equal (exists,
                              relay || !dropped || (mode > CORDON_ADDRESSES_DEFAULT_PUBLIC && type == 0));
          }
}

static void
what_ice_never_gathers_is_in_no_mode (void **state)
{
  static const struct
  {
    const char *address;
    CordonInterfaceFacts facts;
    gboolean loopback, gathered;
  } cases[] = {
    { "127.0.0.1", { .is_default_route = TRUE }, FALSE, FALSE },
    { "127.9.9.9", { .is_default_route = TRUE }, FALSE, FALSE },
    { "::1", { .is_default_route = TRUE }, FALSE, FALSE },
    { "::1", { .is_default_route = TRUE }, TRUE, TRUE },
    { "0.0.0.0", { .is_default_route = TRUE }, FALSE, FALSE },
    { "::", { .is_default_route = TRUE }, FALSE, FALSE },
    { "fec0::1", { .is_default_route = TRUE }, FALSE, FALSE },
    { "::ffff:8.8.8.8", { .is_default_route = TRUE }, FALSE, FALSE },
    { "::8.8.8.8", { .is_default_route = TRUE }, FALSE, FALSE },
    { "2001:db8::5", { .is_default_route = TRUE }, FALSE, TRUE },
    { "2001:db8::5", { .is_default_route = TRUE, .is_superseded = TRUE }, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL,
                                           .allow_loopback = cases[i].loopback };
      g_autofree char *text = g_strdup_printf ("candidate:1 1 udp 1 %s 5 typ host", cases[i].address);
      g_auto (CordonCandidate) candidate = { 0 };
      g_auto (CordonCandidate) shown = { 0 };

      print_message ("%s\n", cases[i].address);
      assert_true (cordon_candidate_parse (text, -1, &candidate, NULL));
      assert_int_equal (cordon_address_policy_expose (&policy, &candidate, &cases[i].facts, NULL, &shown),
                        cases[i].gathered);
    }
}

static void
the_default_address_is_never_a_name_or_a_hidden_one (void **state)
{
  const CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL, .hide_private = TRUE };
  static const struct
  {
    const char *line, *address;
    guint port;
  } cases[] = {
    { "candidate:1 1 udp 1 6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.local 50000 typ host", "0.0.0.0", 9 },
    { "candidate:1 1 udp 1 192.168.0.1 50000 typ host", "0.0.0.0", 9 },
    { "candidate:1 1 udp 1 fd00::1 50000 typ host", "::", 9 },
    { "candidate:1 1 udp 1 198.51.100.7 40000 typ srflx raddr 0.0.0.0 rport 9", "198.51.100.7", 40000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (CordonCandidate) candidate = { 0 };
      g_autofree char *address = NULL;
      guint port = 0;

      assert_true (cordon_candidate_parse (cases[i].line, -1, &candidate, NULL));
      address = cordon_candidate_get_default (&policy, &candidate, &port);
      assert_string_equal (address, cases[i].address);
      assert_int_equal (port, cases[i].port);
    }
}

/* A name that a peer wrote, between two pages that may not be touched: who reads beside it, dies. */
static void
an_own_relay_is_never_paired_with_a_peers_name (void **state)
{
  static const char *const types[] = { "host", "srflx", "prflx", "relay" };
  static const char *const remotes[] = { "192.0.2.4", "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.local" };

  for (gsize own = 0; own < 4; own++)
    for (gsize peer = 0; peer < 2; peer++)
      for (gsize kind = 0; kind < 2; kind++)
        {
          g_autofree char *own_text = g_strdup_printf ("candidate:1 1 udp 1 198.51.100.1 5 typ %s",
                                                       types[own]);
          g_autofree char *peer_text = g_strdup_printf ("candidate:1 1 udp 1 %s 5 typ %s", remotes[peer],
                                                        kind ? "relay" : "host");
          g_auto (CordonCandidate) local = { 0 };
          g_auto (CordonCandidate) remote = { 0 };

          assert_true (cordon_candidate_parse (own_text, -1, &local, NULL));
          assert_true (cordon_candidate_parse (peer_text, -1, &remote, NULL));
          assert_int_equal (cordon_candidates_may_pair (&local, &remote), !(own == 3 && peer == 1));
        }
}

static void
candidates_of_two_components_or_transports_are_no_pair (void **state)
{
  static const char *const texts[] = { "candidate:1 1 udp 1 192.0.2.4 5 typ host",
                                       "candidate:1 2 udp 1 192.0.2.4 5 typ host",
                                       "candidate:1 1 tcp 1 192.0.2.4 5 typ host" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_auto (CordonCandidate) local = { 0 };
        g_auto (CordonCandidate) remote = { 0 };

        assert_true (cordon_candidate_parse (texts[i], -1, &local, NULL));
        assert_true (cordon_candidate_parse (texts[j], -1, &remote, NULL));
        assert_int_equal (cordon_candidates_may_pair (&local, &remote), i == j);
      }
}

static void
remote_names_are_ignored_under_relay_policy (void **state)
{
  static const struct
  {
    const char *address;
    gboolean plain, relay;
  } cases[] = {
    { "192.0.2.4", TRUE, TRUE },
    { "peer.example", TRUE, FALSE },
    { "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.local", TRUE, FALSE },
    { "printer.local", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int relay = 0; relay < 2; relay++)
      {
        const CordonAddressPolicy policy = { .mode = CORDON_ADDRESSES_ALL, .relay_only = relay };
        g_autofree char *text = g_strdup_printf ("candidate:1 1 udp 1 %s 5 typ host", cases[i].address);
        g_auto (CordonCandidate) remote = { 0 };

        assert_true (cordon_candidate_parse (text, -1, &remote, NULL));
        assert_int_equal (cordon_address_policy_may_use_remote (&policy, &remote),
                          relay ? cases[i].relay : cases[i].plain);
      }
}

static void
statistics_hide_what_was_not_signalled (void **state)
{
  g_auto (CordonCandidate) named = { 0 };
  g_auto (CordonCandidate) reflexive = { 0 };
  g_auto (CordonCandidate) plain = { 0 };
  g_autofree char *shown = NULL;
  g_autofree char *known = NULL;

  cordon_candidate_parse ("candidate:1 1 udp 1 6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.local 5 typ host", -1,
                          &named, NULL);
  cordon_candidate_parse ("candidate:1 1 udp 1 198.51.100.7 5 typ prflx", -1, &reflexive, NULL);
  cordon_candidate_parse ("candidate:1 1 udp 1 198.51.100.7 5 typ srflx", -1, &plain, NULL);
  assert_null (cordon_candidate_get_stats_address (&named, "192.168.1.5", TRUE));
  assert_null (cordon_candidate_get_stats_address (&named, "192.168.1.5", FALSE));
  assert_null (cordon_candidate_get_stats_address (&reflexive, "198.51.100.7", FALSE));
  known = cordon_candidate_get_stats_address (&reflexive, "198.51.100.7", TRUE);
  shown = cordon_candidate_get_stats_address (&plain, "198.51.100.7", FALSE);
  assert_string_equal (known, "198.51.100.7");
  assert_string_equal (shown, "198.51.100.7");
}

static char *
stub_source (const char *remote_address, guint port, gpointer data)
{
  return g_strdup (g_str_has_prefix (remote_address, "203.") ? "192.168.1.5" : "10.9.9.9");
}

static void
the_local_address_is_the_one_of_the_route_to_the_page (void **state)
{
  const CordonRoute stub = { stub_source, NULL };
  g_autofree char *one = cordon_route_find_source (&stub, "203.0.113.1", 443);
  g_autofree char *two = cordon_route_find_source (&stub, "198.51.100.1", 443);
  g_autofree char *kernel = cordon_route_find_source (NULL, "127.0.0.1", 443);

  assert_string_equal (one, "192.168.1.5");
  assert_string_equal (two, "10.9.9.9");
  assert_string_equal (kernel, "127.0.0.1");
  assert_null (cordon_route_find_source (NULL, "not an address", 443));
}

static void
candidates_are_read_strictly (void **state)
{
  static const char *const bad[] = {
    "",
    "candidate:",
    "candidate:1 1 udp 1 1.2.3.4 5",
    "candidate:1 1 udp 1 1.2.3.4 5 typ",
    "candidate:1 1 udp 1 1.2.3.4 5 typ guess",
    "candidate:1 0 udp 1 1.2.3.4 5 typ host",
    "candidate:1 257 udp 1 1.2.3.4 5 typ host",
    "candidate:1 1 sctp 1 1.2.3.4 5 typ host",
    "candidate:1 1 udp 4294967296 1.2.3.4 5 typ host",
    "candidate:1 1 udp -1 1.2.3.4 5 typ host",
    "candidate:1 1 udp 1 1.2.3.4 65536 typ host",
    "candidate:1 1 udp 1 1.2.3.4\t5 typ host",
    "candidate:1 1 udp 1 a..b 5 typ host",
    "candidate:1 1 udp 1 1.2.3.4 5 typ host raddr",
    "candidate:1 1 udp 1 1.2.3.4 5 typ host raddr 1.2.3.4 rport",
    "candidate:1 1 udp 1 1.2.3.4 5 typ host generation",
    "candidate:1 1 udp 1 1.2.3.4 5 typ host x y raddr 1.2.3.4",
    "candidate:1  1 udp 1 1.2.3.4 5 typ host",
    "candidate:1 1 udp 1 1.2.3.4 5 typ host\r\na=x",
    "candidate:+*/ 1 udp 1 1.2.3.4 5 typ host",
    "b=candidate:1 1 udp 1 1.2.3.4 5 typ host",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      CordonCandidate out = { 0 };

      print_message ("%s\n", bad[i]);
      assert_false (cordon_candidate_parse (bad[i], -1, &out, NULL));
      assert_null (out.address);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (gathered); i++)
    {
      g_auto (CordonCandidate) candidate = { 0 };
      g_autofree char *text = NULL;

      assert_true (cordon_candidate_parse (gathered[i].text, -1, &candidate, NULL));
      text = cordon_candidate_to_string (&candidate);
      assert_string_equal (text, gathered[i].text);
    }
}

static void
private_ranges_are_known (void **state)
{
  static const char *const hidden[] = { "10.0.0.1",     "172.16.0.1",   "172.31.255.255", "192.168.0.1",
                                        "169.254.1.1",  "100.64.0.1",   "127.0.0.1",      "::1",
                                        "fe80::1",      "fd00::1",      "fc00::1",        "::ffff:10.0.0.1",
                                        "0.0.0.0",      "::",           "::10.0.0.1",     "64:ff9b::c0a8:1",
                                        "64:ff9b:1::1", "2002:a00:1::", "198.18.0.1",     "192.0.0.1",
                                        "240.0.0.1",    "fec0::1" };
  static const char *const open[] = { "172.32.0.1",     "172.15.0.1",     "100.128.0.1", "8.8.8.8",
                                      "2001:db8::1",    "::ffff:8.8.8.8", "11.0.0.1",    "64:ff9b::808:808",
                                      "2002:808:808::", "192.0.1.1",      "198.20.0.1" };

  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    assert_true (cordon_address_is_private (hidden[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    assert_false (cordon_address_is_private (open[i]));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (each_mode_gives_its_own_set_of_candidates, "E-23"),
    CORDON_TEST (only_consent_gives_all_interfaces, "E-24 E-25 E-42"),
    CORDON_TEST (a_revoked_grant_shows_at_the_next_gathering, "E-41"),
    CORDON_TEST (limits_of_the_profile_become_the_policy_of_a_gathering, "E-24 E-25 E-30"),
    CORDON_TEST (relay_only_shows_no_address_of_the_user, "E-28 E-29"),
    CORDON_TEST (the_anonymous_preset_is_relays_without_private_addresses, "G-16"),
    CORDON_TEST (tunnels_only_drops_everything_else, "E-26"),
    CORDON_TEST (private_addresses_are_replaced_by_names_everywhere, "E-30 E-31 E-33"),
    CORDON_TEST (no_candidate_of_this_side_tells_a_private_address, "E-23 E-34"),
    CORDON_TEST (what_ice_never_gathers_is_in_no_mode, ""),
    CORDON_TEST (the_default_address_is_never_a_name_or_a_hidden_one, "E-34"),
    CORDON_TEST (an_own_relay_is_never_paired_with_a_peers_name, "E-36"),
    CORDON_TEST (candidates_of_two_components_or_transports_are_no_pair, ""),
    CORDON_TEST (remote_names_are_ignored_under_relay_policy, "E-35"),
    CORDON_TEST (statistics_hide_what_was_not_signalled, "E-37"),
    CORDON_TEST (the_local_address_is_the_one_of_the_route_to_the_page, "E-27"),
    CORDON_TEST (candidates_are_read_strictly, ""),
    CORDON_TEST (private_ranges_are_known, "E-23 E-30"),
  };

  return cordon_test_run (tests);
}
